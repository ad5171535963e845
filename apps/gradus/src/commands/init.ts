import type { Command } from '../cli/Command.ts'
export const init =
  (..._: readonly unknown[]): Command =>
  () =>
    Promise.resolve(1)
