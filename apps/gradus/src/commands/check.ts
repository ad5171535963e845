import type { Command } from '../cli/Command.ts'
export const check =
  (..._: readonly unknown[]): Command =>
  () =>
    Promise.resolve(1)
