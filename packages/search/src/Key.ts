/**
 * Explicit random keys: Threefry-2x32 with 20 rounds, the counter-based generator of Salmon and others.
 *
 * A key is two unsigned 32-bit words, a plain value that JSON can hold. Nothing draws from a hidden stream: the
 * same key gives the same number for ever, and new keys come from `split` and `foldIn`. Keys and numbers equal
 * those of JAX 0.5 and later (its partitionable default), so a key of `@gradus/tensor` can be handed over as
 * `Rng.toData(key)` and back with `Rng.fromData`.
 *
 * Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011, https://doi.org/10.1145/2063384.2063405.
 */
import { SearchError } from './SearchError.ts'

/** Two unsigned 32-bit words. */
export type Key = readonly [number, number]

const TWO_32 = 2 ** 32

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const

const rotateLeft = (x: number, by: number): number => (x << by) | (x >>> (32 - by))

/**
 * One Threefry-2x32 block of 20 rounds: encrypts a counter under a key.
 *
 * @example
 * ```ts
 * import { Key } from '@gradus/search'
 *
 * Key.block([0, 0], [0, 0]) // => [0x6b200159, 0x99ba4efe]
 * ```
 */
export const block = (key: Key, counter: Key): Key => {
  const schedule = [key[0], key[1], 0x1bd11bda ^ key[0] ^ key[1]]
  let x = (counter[0] + key[0]) | 0
  let y = (counter[1] + key[1]) | 0
  for (let group = 1; group <= 5; group++) {
    for (const by of rotations[(group - 1) % 2]!) {
      x = (x + y) | 0
      y = rotateLeft(y, by) ^ x
    }
    x = (x + schedule[group % 3]!) | 0
    y = (y + schedule[(group + 1) % 3]! + group) | 0
  }
  return [x >>> 0, y >>> 0]
}

/** The counter with value `n`: its high word and its low word. */
const words = (n: number): Key => [Math.floor(n / TWO_32) >>> 0, n >>> 0]

const checkCount = (operation: string, what: string, n: number): number => {
  if (Number.isSafeInteger(n) && n >= 0) return n
  throw new SearchError(operation, `${what} must be an integer from 0 to 2^53 - 1, got ${n}.`)
}

/**
 * The key of a seed, as in JAX (for seeds of 2^32 and more, as in JAX with 64-bit integers enabled).
 *
 * Throws `SearchError` unless `seed` is an integer from 0 to 2^53 - 1.
 *
 * @example
 * ```ts
 * import { Key } from '@gradus/search'
 *
 * Key.fromSeed(42) // => [0, 42]
 * ```
 */
export const fromSeed = (seed: number): Key => words(checkCount('Key.fromSeed', 'seed', seed))

/**
 * A new key made of `key` and a number: one stream for each trial, field or round.
 *
 * Throws `SearchError` unless `data` is an integer from 0 to 2^53 - 1.
 *
 * @example
 * ```ts
 * import { Key } from '@gradus/search'
 *
 * Key.foldIn(Key.fromSeed(0), 1) // => [928981903, 3453687069]
 * ```
 */
export const foldIn = (key: Key, data: number): Key =>
  block(key, words(checkCount('Key.foldIn', 'data', data)))

/**
 * Two keys that share nothing with `key` or each other; do not use `key` again.
 *
 * @example
 * ```ts
 * import { Key } from '@gradus/search'
 *
 * Key.split(Key.fromSeed(0)) // => [[1797259609, 2579123966], [928981903, 3453687069]]
 * ```
 */
export const split = (key: Key): readonly [Key, Key] => [foldIn(key, 0), foldIn(key, 1)]

/** Thirty-two random bits as an integer from 0 to 2^32 - 1. */
export const bits = (key: Key): number => {
  const [hi, lo] = block(key, [0, 0])
  return (hi ^ lo) >>> 0
}

/**
 * A number drawn uniformly from [0, 1), a multiple of 2^-52.
 *
 * Equal to `jax.random.uniform(key, dtype=float64)`.
 *
 * @example
 * ```ts
 * import { Key } from '@gradus/search'
 *
 * Key.uniform(Key.fromSeed(0)) === Key.uniform(Key.fromSeed(0)) // => true
 * ```
 */
export const uniform = (key: Key): number => {
  const [hi, lo] = block(key, [0, 0])
  return (hi * 2 ** 20 + (lo >>> 12)) * 2 ** -52
}

/** A new key made of `key` and a name, so that adding a name leaves the streams of the others as they were. */
export const foldInName = (key: Key, name: string): Key => foldIn(key, fnv1a(name))

/** FNV-1a over UTF-16 code units. Source: Fowler, Noll, Vo, http://www.isthe.com/chongo/tech/comp/fnv/. */
const fnv1a = (text: string): number =>
  Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)).reduce(
    (hash, unit) => Math.imul(Math.imul(hash ^ (unit & 0xff), 0x01000193) ^ (unit >>> 8), 0x01000193),
    0x811c9dc5,
  ) >>> 0
