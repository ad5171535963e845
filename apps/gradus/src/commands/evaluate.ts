import type { Command } from '../cli/Command.ts'
export const evaluate =
  (..._: readonly unknown[]): Command =>
  () =>
    Promise.resolve(1)
