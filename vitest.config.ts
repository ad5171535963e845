import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { countsReporter } from './tools/checks/counts.ts'

// Packages run from their sources in tests, so that no build is needed in between.
const source = { conditions: ['@gradus/source', 'node', 'module', 'import', 'default'] }
const sourceInBrowser = { conditions: ['@gradus/source', 'browser', 'module', 'import', 'default'] }

// Pages see shared memory only when they are isolated from other origins.
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
}

// What a page may do whose policy forbids WebAssembly; the runner of the tests needs what is inline.
const noWebAssembly = {
  'Content-Security-Policy': "script-src 'self' 'unsafe-inline' blob:",
  'Cross-Origin-Resource-Policy': 'cross-origin',
}

const chromium = process.env['GRADUS_CHROMIUM'] ?? '/usr/bin/chromium'

const inBrowser = '**/test/browser/**'
const endToEnd = '**/test/e2e/**'

/** Tests of bytes and texts, in which no operation is called but to make values. */
const withoutPrimitives = ['codecs', 'exports', 'npy', 'npz', 'safetensors'].map(
  (name) => `packages/tensor/test/**/${name}.test.ts`,
)

/** Tests of the engine itself, and programs at random from operations that make rounding larger, which are held to bits. */
const asTheyAre = ['compilation', 'threads', 'wasm', 'vmapLaws'].map(
  (name) => `packages/autograd/test/${name}.test.ts`,
)

const inChromium = (name: string, headers: Readonly<Record<string, string>>): TestProjectConfiguration => ({
  extends: true,
  resolve: sourceInBrowser,
  server: { headers },
  // An ESM dependency that Vite discovers while tests run makes it reload the page under them.
  optimizeDeps: { exclude: ['fp-ts', 'io-ts', 'fast-check', 'pure-rand', 'csv-parse', 'pako'] },
  test: {
    name,
    include: ['packages/*/test/browser/**/*.test.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: chromium,
          args: [
            '--no-sandbox',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            '--no-first-run',
          ],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
})

export default defineConfig({
  test: {
    reporters: ['default', countsReporter],
    // Against hangs, not slowness: a machine may be busy with other checks.
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        resolve: source,
        ssr: { resolve: source },
        test: {
          name: 'node',
          include: ['{packages,apps}/*/test/**/*.test.ts', 'docs/test/**/*.test.ts'],
          exclude: [inBrowser, endToEnd],
        },
      },
      {
        extends: true,
        resolve: source,
        ssr: { resolve: source },
        // The same tests once more, with every primitive on the engine; those of the engine itself say what runs where.
        test: {
          name: 'engine',
          isolate: false,
          // tests may ask whether bits are those of the reference
          env: { GRADUS_ENGINE: 'wasm' },
          setupFiles: ['packages/tensor/test/harness/onEngine.ts'],
          include: ['packages/{tensor,autograd}/test/**/*.test.ts'],
          exclude: [inBrowser, '**/tensor/test/wasm/**', ...withoutPrimitives, ...asTheyAre],
        },
      },
      {
        extends: true,
        resolve: source,
        ssr: { resolve: source },
        // Hundreds of short files: loading the packages anew for each takes thirty times as long as the examples do.
        test: {
          name: 'doctest',
          isolate: false,
          setupFiles: ['tools/doctest/elsewhere.ts'],
          include: ['tools/doctest/.examples/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['packages/*/test/**/*.test-d.ts'],
            tsconfig: './tsconfig.json',
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['apps/*/test/e2e/**/*.test.ts', 'docs/test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: { name: 'checks', include: ['tools/{checks,doctest}/test/**/*.test.ts'] },
      },
      inChromium('browser', isolation),
      inChromium('policy', noWebAssembly),
    ],
  },
})
