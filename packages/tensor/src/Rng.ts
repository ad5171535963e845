/**
 * Random numbers from explicit keys.
 *
 * A key is a value. The same key gives the same numbers, for ever and on every machine; new numbers need a new key, by
 * `split` or `foldIn`. The streams equal those of JAX 0.5 and later for the same key: Threefry-2x32 in its partitionable form.
 *
 * @module
 */
import { fromTypedArray, item, toTypedArray } from './create.ts'
import { tabulate } from './DType.ts'
import { add, cast, erf, erfInv, less, maximum, minimum, mul } from './elementwise.ts'
import { DTypeError, ValueError } from './errors.ts'
import { checkShape, scalar } from './operand.ts'
import { take } from './movement.ts'
import { bind } from './bind.ts'
import { type AnyTensor, Concrete, isTensor, type Shape, type Tensor } from './Tensor.ts'

declare const isKey: unique symbol

/** A random key: two words of 32 bits in an `int32` tensor of shape `[2]`. */
export interface Key extends Tensor<readonly [2], 'int32'> {
  readonly [isKey]: true
}

/**
 * The key of a seed, a whole number.
 *
 * @throws ValueError where the seed is not a whole number that JavaScript holds exactly.
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 *
 * Rng.toData(Rng.key(42)) // => [0, 42]
 * ```
 */
export const key = (seed: number): Key => {
  if (!Number.isSafeInteger(seed)) throw new ValueError('Rng.key', `a seed is a whole number, got ${seed}`)
  return fromData([Math.floor(seed / 2 ** 32) >>> 0, seed >>> 0])
}

/**
 * A key from its two words, as `toData` gave them.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 *
 * const saved = Rng.toData(Rng.key(42))
 * Rng.toData(Rng.fromData(saved)) // => [0, 42]
 * ```
 */
export const fromData = ([high, low]: readonly [number, number]): Key =>
  fromTypedArray(new Int32Array([high | 0, low | 0]), [2]) as never

/**
 * The two words of a key, unsigned, for saving.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 *
 * Rng.toData(Rng.foldIn(Rng.key(0), 7)) // => [2716826189, 292468403]
 * ```
 */
export const toData = (k: Key): readonly [number, number] => {
  const [high = 0, low = 0] = toTypedArray(k)
  return [high >>> 0, low >>> 0]
}

/** Types forbid it, but a seed in place of its key is the first thing that everybody writes in plain JavaScript. */
export const checkKey = (k: Key, op: string): Key => {
  if (isTensor(k) && k.dtype === 'int32' && k.shape.length === 1 && k.shape[0] === 2) return k
  throw new DTypeError(op, `expected a key, got ${String(k)}. Make one of a number with Rng.key(0).`)
}

type Keys<N extends number> = number extends N
  ? readonly Key[]
  : `${N}` extends `-${string}` | `${string}.${string}`
    ? never
    : KeyTuple<N>
type KeyTuple<N extends number, Acc extends readonly Key[] = []> = Acc['length'] extends N
  ? Readonly<Acc>
  : KeyTuple<N, [...Acc, Key]>

const row = (table: AnyTensor, i: number): Key =>
  bind('reshape', [bind('slice', [table], { starts: [i, 0], sizes: [1, 2] })], { shape: [2] }) as never

/**
 * Independent new keys; the old one should not be used again.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 *
 * const [forWeights, forDropout] = Rng.split(Rng.key(0))
 * Rng.toData(forWeights) // => [1797259609, 2579123966]
 * Rng.toData(forDropout) // => [928981903, 3453687069]
 * ```
 */
export const split = <const N extends number = 2>(k: Key, count: N = 2 as N): Keys<N> => {
  if (!Number.isInteger(count) || count < 0)
    throw new ValueError('Rng.split', `the count is a whole number from 0, got ${count}`)
  const table = bind('splitKey', [checkKey(k, 'Rng.split')], { count })
  return Array.from({ length: count }, (_, i) => row(table, i)) as never
}

/**
 * The key of a numbered part: step 7 of a run, example 12 of an epoch.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 *
 * const key = Rng.key(0)
 * Rng.toData(Rng.foldIn(key, 7)) // => [2716826189, 292468403]
 * ```
 */
export const foldIn = (k: Key, data: number): Key => {
  if (!Number.isInteger(data) || data < 0 || data >= 2 ** 32)
    throw new ValueError('Rng.foldIn', `the number to fold in is whole and from 0 to 2^32 - 1, got ${data}`)
  return bind('foldIn', [checkKey(k, 'Rng.foldIn'), scalar(data | 0, 'int32')], {}) as never
}

/**
 * 32 random bits per element, as `int32`.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 *
 * String(Rng.bits(Rng.key(0), [2])) // => '[-224768089  -91998574]  int32[2]'
 * ```
 */
export const bits = <const S extends Shape>(k: Key, shape: S): Tensor<S, 'int32'> =>
  bind('randomBits', [checkKey(k, 'Rng')], { shape: checkShape('Rng', shape) }) as never

/** The ends of a range. */
export interface RangeOptions {
  readonly min?: number
  readonly max?: number
}

/** 23 random bits as a fraction: exact multiples of 2⁻²³ in [0, 1). */
const fractions = (k: Key, shape: Shape): AnyTensor => {
  const mantissa = bind(
    'shiftRightLogical',
    [bits(k, shape), bind('broadcast', [scalar(9, 'int32')], { shape })],
    {},
  )
  return mul(cast(mantissa, 'float32'), 2 ** -23)
}

/**
 * Uniform numbers in `[min, max)`, by default `[0, 1)`; stretched in one rounding, as a fused multiply-add does.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 *
 * const key = Rng.key(0)
 * String(Rng.uniform(key, [3])) // => '[0.947667   0.9785799  0.33229148]  float32[3]'
 * String(Rng.uniform(key, [3], { min: -1 })) // => '[ 0.895334    0.95715976 -0.33541703]  float32[3]'
 * ```
 */
export const uniform = <const S extends Shape>(
  k: Key,
  shape: S,
  { min = 0, max = 1 }: RangeOptions = {},
): Tensor<S> => {
  if (!(min <= max)) throw new ValueError('Rng.uniform', `min must not be above max, got ${min} and ${max}`)
  const low = Math.fround(min)
  const width = Math.fround(Math.fround(max) - low)
  const unit = fractions(k, shape)
  if (low === 0 && width === 1) return unit as never
  const stretched = add(mul(cast(unit, 'float64') as AnyTensor, width) as AnyTensor, low) as AnyTensor
  return maximum(cast(stretched, 'float32') as AnyTensor, low) as never
}

/** The float32 above -1: `erfInv(-1)` would be infinite. */
const aboveMinusOne = -1 + 2 ** -24

/**
 * Numbers of the standard normal distribution, by the inverse of its cumulative distribution: `√2 · erf⁻¹(u)`.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 *
 * String(Rng.normal(Rng.key(0), [3])) // => '[ 1.622642    2.0252647  -0.43359444]  float32[3]'
 * ```
 */
export const normal = <const S extends Shape>(k: Key, shape: S): Tensor<S> =>
  mul(
    erfInv(uniform(k, shape, { min: aboveMinusOne, max: 1 }) as AnyTensor),
    Math.fround(Math.SQRT2),
  ) as never

/** Where the normal distribution is cut off, in standard deviations. */
export interface TruncationOptions {
  readonly lower?: number
  readonly upper?: number
}

/**
 * Numbers of the standard normal distribution between `lower` and `upper`, by default -2 and 2.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 *
 * const steps = Rng.truncatedNormal(Rng.key(0), [3], { lower: 0 })
 * String(steps) // => '[1.6673131  1.8387916  0.40860736]  float32[3]'
 * ```
 */
export const truncatedNormal = <const S extends Shape>(
  k: Key,
  shape: S,
  { lower = -2, upper = 2 }: TruncationOptions = {},
): Tensor<S> => {
  if (!(lower < upper))
    throw new ValueError('Rng.truncatedNormal', `lower must be below upper, got ${lower} and ${upper}`)
  const sqrt2 = Math.fround(Math.SQRT2)
  const edge = (x: number): number => item(erf(scalar(Math.fround(x / sqrt2), 'float32')))
  const u = uniform(k, shape, { min: edge(lower), max: edge(upper) }) as AnyTensor
  return minimum(maximum(mul(erfInv(u), sqrt2) as AnyTensor, lower), upper) as never
}

/**
 * True with probability `p`.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 *
 * String(Rng.bernoulli(Rng.key(0), 0.97, [3])) // => '[ True False  True]  bool[3]'
 * ```
 */
export const bernoulli = <const S extends Shape>(k: Key, p: number, shape: S): Tensor<S, 'bool'> => {
  if (!(p >= 0 && p <= 1)) throw new ValueError('Rng.bernoulli', `a probability is between 0 and 1, got ${p}`)
  return less(uniform(k, shape) as AnyTensor, p) as never
}

/** Sorting by random bits once leaves ties; JAX repeats until they are unlikely to matter. */
const shuffleRounds = (n: number): number => Math.ceil((3 * Math.log(Math.max(1, n))) / Math.log(2 ** 32 - 1))

/** Bits as unsigned numbers, which float64 holds exactly, so that they sort as JAX sorts them. */
export const unsigned = (x: Tensor<Shape, 'int32'>): AnyTensor => {
  const words = cast(x, 'float64') as AnyTensor
  return add(words, mul(cast(less(words, 0) as AnyTensor, 'float64'), 2 ** 32) as AnyTensor) as AnyTensor
}

/**
 * The numbers from 0 to `n - 1` in random order.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 *
 * String(Rng.permutation(Rng.key(0), 5)) // => '[0 1 4 3 2]  int32[5]'
 * ```
 */
export const permutation = <const N extends number>(k: Key, n: N): Tensor<readonly [N], 'int32'> => {
  if (!Number.isInteger(n) || n < 0)
    throw new ValueError('Rng.permutation', `the length is a whole number from 0, got ${n}`)
  const places = tabulate('int32', n, (i) => i, 'Rng.permutation')
  const start: AnyTensor = new Concrete(places, [n], 'int32')
  const rounds = Array.from({ length: shuffleRounds(n) })
  const { order } = rounds.reduce<{ readonly key: Key; readonly order: AnyTensor }>(
    (state) => {
      const [next, now] = split(state.key)
      const positions = bind('argSort', [unsigned(bits(now, [n]))], { axis: 0 })
      return { key: next, order: take(state.order, positions as Tensor<Shape, 'int32'>) as AnyTensor }
    },
    { key: k, order: start },
  )
  return order as never
}
