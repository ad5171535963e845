import type { Command } from '../cli/Command.ts'
export const search =
  (..._: readonly unknown[]): Command =>
  () =>
    Promise.resolve(1)
