/**
 * Unsigned words that sort as elements do: NaN last, zeros of both signs equal.
 *
 * Source of the words of floats: M. Herf, "Radix tricks", 2001.
 */
import type { DType } from '../../DType.ts'
import { choose, f32, f64, get, i32, i64, set } from '../instructions.ts'
import type { Code, Local } from '../module.ts'

/** The words of an element type. */
export interface SortKeys {
  readonly type: 'i32' | 'i64'
  /** The bytes of a word in memory, and how many of them differ. */
  readonly width: 4 | 8
  readonly digits: number
  /** The bytes of an element. */
  readonly elementWidth: number
  /** Leaves the word of the element at an address in `key`. */
  readonly read: (address: Code, key: Local) => Code
  readonly load: (address: Code, offset?: number) => Code
  readonly store: (address: Code, value: Code, offset?: number) => Code
  readonly lessThan: (a: Code, b: Code) => Code
  /** The digit that begins at a bit. */
  readonly digit: (key: Local, bit: Local) => Code
}

const words = {
  type: 'i32',
  width: 4,
  load: i32.load,
  store: i32.store,
  lessThan: i32.lessThanUnsigned,
  digit: (key: Local, bit: Local): Code =>
    i32.and(i32.shiftRightUnsigned(get(key), get(bit)), i32.const(255)),
} as const

const longs = {
  type: 'i64',
  width: 8,
  load: i64.load,
  store: i64.store,
  lessThan: i64.lessThanUnsigned,
  digit: (key: Local, bit: Local): Code =>
    i32.wrap(i64.and(i64.shiftRightUnsigned(get(key), i64.extendUnsigned(get(bit))), i64.const(255n))),
} as const

const top = i32.const(-(2 ** 31))
const longTop = i64.const(1n << 63n)

const bytes: SortKeys = {
  ...words,
  digits: 1,
  elementWidth: 1,
  read: (address, key) => set(key, i32.load8u(address)),
}

/** The words of each element type. */
export const sortKeys: Readonly<Record<DType, SortKeys>> = {
  uint8: bytes,
  bool: bytes,
  int32: {
    ...words,
    digits: 4,
    elementWidth: 4,
    read: (address, key) => set(key, i32.xor(i32.load(address), top)),
  },
  float32: {
    ...words,
    digits: 4,
    elementWidth: 4,
    read: (address, key) => [
      // one zero for both
      set(key, choose(i32.load(address), i32.const(0), f32.notEqual(f32.load(address), f32.const(0)))),
      set(key, i32.xor(get(key), i32.or(i32.shiftRight(get(key), i32.const(31)), top))),
      set(key, choose(get(key), i32.const(-1), f32.equal(f32.load(address), f32.load(address)))),
    ],
  },
  float64: {
    ...longs,
    digits: 8,
    elementWidth: 8,
    read: (address, key) => [
      set(key, choose(i64.load(address), i64.const(0n), f64.notEqual(f64.load(address), f64.const(0)))),
      set(key, i64.xor(get(key), i64.or(i64.shiftRight(get(key), i64.const(63n)), longTop))),
      set(key, choose(get(key), i64.const(-1n), f64.equal(f64.load(address), f64.load(address)))),
    ],
  },
}
