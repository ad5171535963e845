import type { Command } from '../cli/Command.ts'
export const predict =
  (..._: readonly unknown[]): Command =>
  () =>
    Promise.resolve(1)
