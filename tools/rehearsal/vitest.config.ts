import { defineConfig } from 'vitest/config'
import { summary } from './src/summary.ts'

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['./test/stage.ts'],
    reporters: ['default', summary],
    maxConcurrency: 2,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
})
