/**
 * Threefry-2x32 with 20 rounds, of four counters or of four keys at once.
 *
 * Source: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 *
 * @module
 */
import { get, i32, i32x4, i32x4Const, set, v128 } from '../instructions.ts'
import type { Code, Local, ValueType } from '../module.ts'

/** Keys and the word that they share, in variables. */
export interface Keys {
  readonly k0: Local
  readonly k1: Local
  readonly k2: Local
}

/** The third word of keys. */
export const thirdWord = ({ k0, k1, k2 }: Keys): Code =>
  set(k2, v128.xor(v128.xor(get(k0), get(k1)), i32x4Const(0x1bd11bda)))

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const

const rotated = (x: Local, by: number): Code =>
  v128.or(i32x4.shiftLeft(get(x), i32.const(by)), i32x4.shiftRightUnsigned(get(x), i32.const(32 - by)))

/** Variables of keys. */
export const keysIn = (local: (type: ValueType) => Local): Keys => ({
  k0: local('v128'),
  k1: local('v128'),
  k2: local('v128'),
})

/** Four counters, and variables for their two words. */
export interface Block {
  /** The lower words of the counters; the upper ones are 0. */
  readonly low: Code
  readonly a: Local
  readonly b: Local
}

/** Encrypts counters, one step of all blocks after the other, so that none waits for itself. */
export const threefry = (keys: Keys, blocks: readonly Block[]): Code => {
  const order = [keys.k0, keys.k1, keys.k2]
  const word = (i: number): Code => get(order[i % 3]!)
  const start = blocks.map(({ low, a, b }) => [set(b, i32x4.add(low, get(keys.k1))), set(a, get(keys.k0))])
  const groups = Array.from({ length: 5 }, (_, group) => [
    rotations[(group % 2) as 0 | 1].map((by) =>
      blocks.map(({ a, b }) => [set(a, i32x4.add(get(a), get(b))), set(b, v128.xor(rotated(b, by), get(a)))]),
    ),
    blocks.map(({ a, b }) => [
      set(a, i32x4.add(get(a), word(group + 1))),
      set(b, i32x4.add(i32x4.add(get(b), word(group + 2)), i32x4Const(group + 1))),
    ]),
  ])
  return [start, groups]
}
