/** Whole numbers and choices at random. */
import { bind } from '../bind.ts'
import type { DType } from '../DType.ts'
import { add, cast, log, mod, mul, sub } from '../elementwise.ts'
import { ShapeError, showShape, ValueError } from '../errors.ts'
import { searchSorted, topK } from '../movement/sort.ts'
import { castTo, checkShape, axisOf, sameShape, scalar, spread, toTensor } from '../operand.ts'
import { argMax } from '../reduce.ts'
import { bits, checkKey, type Key, permutation, split, uniform, unsigned } from '../Rng.ts'
import { type AnyTensor, Concrete, type Operand, type Shape, sizeOf, type Tensor } from '../Tensor.ts'
import { gumbel } from './continuous.ts'
import { spreadTo } from './parameter.ts'

/** From where, included and 0 unless said, to where, not included. */
export interface IntegerRange {
  readonly min?: number
  readonly max: number
}

const isInt32 = (v: number): boolean => v === (v | 0)

/** The remainder of 32 random bits, as float64, which holds them exactly. */
const remainder = (k: Key, shape: Shape, span: number): AnyTensor =>
  mod(unsigned(bits(k, shape)), span) as AnyTensor

/**
 * Whole numbers, each of `min` to `max - 1` as likely as any other to within 2⁻³², as `int32`.
 *
 * The stream equals that of JAX's `randint`: 64 random bits are reduced for spans up to 2¹⁶, and 32 for larger ones.
 *
 * @throws ValueError where the range is empty or its ends are not int32.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const dice = T.Rng.randint(T.Rng.key(0), [1000], { min: 1, max: 7 })
 * T.item(T.min(dice)) // => 1
 * T.item(T.max(dice)) // => 6
 * ```
 */
export const randint = <const S extends Shape>(
  k: Key,
  shape: S,
  { min = 0, max }: IntegerRange,
): Tensor<S, 'int32'> => {
  if (!isInt32(min) || !isInt32(max) || min >= max)
    throw new ValueError('Rng.randint', `min and max are int32, and min is below max, got ${min} and ${max}`)
  const [high, low] = split(k)
  const span = max - min
  const factor = 2 ** 16 % span
  const multiplier = span > 2 ** 16 ? 0 : (factor * factor) % span
  const upper = mul(remainder(high, shape, span), multiplier) as AnyTensor
  const offset = mod(add(upper, remainder(low, shape, span)) as AnyTensor, span) as AnyTensor
  return cast(add(offset, min) as AnyTensor, 'int32') as never
}

/** Along which axis the classes lie, the last unless said, and the shape of the result, one draw for each row unless said. */
export interface CategoricalOptions {
  readonly axis?: number
  readonly shape?: Shape
}

/**
 * Classes drawn by their logits, any numbers whose softmax is the probabilities: `argmax(logits + gumbel)`. The stream
 * equals that of JAX.
 *
 * @param options - `shape` draws more than once; it must end with the shape of the logits without the axis.
 * @returns int32 positions along the axis.
 * @throws ShapeError where `shape` ends otherwise.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const logits = T.log(T.tensor([0.5, 0, 0.5]))
 * const draws = T.Rng.categorical(T.Rng.key(0), logits, { shape: [400] })
 * T.toNested(T.unique(draws)) // => [0, 2]
 * ```
 */
export const categorical = (
  k: Key,
  logits: Tensor<Shape, DType>,
  options: CategoricalOptions = {},
): Tensor<Shape, 'int32'> => {
  const axis = axisOf(logits, options.axis ?? -1, 'Rng.categorical')
  const batch = logits.shape.filter((_, i) => i !== axis)
  const shape = options.shape ?? batch
  const extra = shape.length - batch.length
  if (extra < 0 || !sameShape(shape.slice(extra), batch))
    throw new ShapeError(
      'Rng.categorical',
      `the shape of the draws must end with ${showShape(batch)}, one for each row of logits, got ${showShape(shape)}`,
    )
  const full = [...shape.slice(0, extra), ...logits.shape]
  const noise = gumbel(k, full) as AnyTensor
  return argMax(add(noise, castTo(logits, 'float32')) as AnyTensor, { axis: axis + extra }) as never
}

/** Whether a position may come again, `true` unless said, and how probable each is, all alike unless said. */
export interface ChoiceOptions {
  readonly replace?: boolean
  readonly probabilities?: Tensor<Shape, DType>
}

const checkProbabilities = (p: AnyTensor, n: number): AnyTensor => {
  if (p.shape.length !== 1 || p.shape[0] !== n)
    throw new ShapeError(
      'Rng.choice',
      `${n} positions need probabilities of shape [${n}], got ${showShape(p.shape)}`,
    )
  if (p instanceof Concrete) {
    const wrong = Concrete.values(p).findIndex((v) => !(v >= 0 && v < Infinity))
    if (wrong >= 0)
      throw new ValueError(
        'Rng.choice',
        `probabilities are not negative, got ${Concrete.values(p)[wrong]} at ${wrong}`,
      )
  }
  return castTo(p, 'float32')
}

const weighted = (k: Key, p: AnyTensor, shape: Shape): AnyTensor => {
  const sums = bind('cumSum', [p], { axis: 0, reverse: false })
  const total = bind('reshape', [bind('slice', [sums], { starts: [p.shape[0]! - 1], sizes: [1] })], {
    shape: [],
  })
  const targets = mul(total, sub(1, uniform(k, shape) as AnyTensor) as AnyTensor) as AnyTensor
  return searchSorted(sums, targets)
}

/** The largest of `ln p` and noise: drawing without putting back, all at once (T. Vieira, "Gumbel-max trick and weighted reservoir sampling", 2014). */
const weightedOnce = (k: Key, p: AnyTensor, count: number): AnyTensor =>
  topK(add(gumbel(k, p.shape) as AnyTensor, log(p) as AnyTensor) as AnyTensor, count).indices

const draw = (
  k: Key,
  n: number,
  shape: Shape,
  { replace = true, probabilities }: ChoiceOptions,
): AnyTensor => {
  const p = probabilities === undefined ? undefined : checkProbabilities(probabilities, n)
  if (replace) return p === undefined ? randint(k, shape, { max: n }) : weighted(k, p, shape)
  const count = sizeOf(shape)
  const order =
    p === undefined
      ? bind('slice', [permutation(k, n)], { starts: [0], sizes: [count] })
      : weightedOnce(k, p, count)
  return bind('reshape', [order], { shape })
}

/**
 * Positions from 0 to `n - 1`, for `take`: with or without putting back what was drawn, all alike or by probabilities,
 * which need not sum to 1. The stream equals that of JAX.
 *
 * @throws ValueError where there is nothing to choose from, or less than is to be drawn without putting back.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const names = T.tensor([10, 20, 30])
 * const all = T.take(names, T.Rng.choice(T.Rng.key(0), 3, [3], { replace: false }))
 * T.toNested(T.sort(all)) // => [10, 20, 30]
 * ```
 */
export const choice = <const S extends Shape>(
  k: Key,
  n: number,
  shape: S,
  options: ChoiceOptions = {},
): Tensor<S, 'int32'> => {
  const count = sizeOf(checkShape('Rng.choice', shape))
  const once = options.replace === false
  if (!Number.isInteger(n) || n < 0 || (n === 0 && count > 0) || (once && count > n))
    throw new ValueError(
      'Rng.choice',
      `cannot draw ${count} of ${n} positions${once && n > 0 ? ' without putting them back' : ''}`,
    )
  if (n === 0) return spread(scalar(0, 'int32'), shape) as never
  return draw(k, n, shape, options) as never
}

const largestRate = 1e9

const checkRates = (rate: AnyTensor): void => {
  if (!(rate instanceof Concrete)) return
  const wrong = Concrete.values(rate).find((v) => !(v >= 0 && v <= largestRate))
  if (wrong !== undefined)
    throw new ValueError('Rng.poisson', `a rate is from 0 to ${largestRate}, got ${wrong}`)
}

/**
 * How many events happen where `rate` are expected, as `int32`: `P(n) = rateⁿ e^-rate / n!`.
 *
 * @param rate - a number, or a tensor that broadcasts to the shape.
 * @throws ValueError where a rate is negative or above 10⁹.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const events = T.Rng.poisson(T.Rng.key(0), 4, [10000])
 * Math.round(T.item(T.mean(events))) // => 4
 * ```
 * Source: Knuth's product of uniform numbers below 10, W. Hörmann's PTRS (1993) from there on.
 */
export const poisson = <const S extends Shape>(k: Key, rate: Operand, shape: S): Tensor<S, 'int32'> => {
  const rates = castTo(toTensor(rate, 'float64', 'Rng.poisson'), 'float64')
  checkRates(rates)
  const wide = spreadTo(rates, shape, 'Rng.poisson')
  return bind('randomPoisson', [checkKey(k, 'Rng.poisson'), wide], {}) as never
}
