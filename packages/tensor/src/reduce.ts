/** Reductions over axes. All take `{ axis, keepDims }`: one axis, several, or all where none is named. */
import { type DType, isFloat, type ToFloat, type ToSum, toSum } from './DType.ts'
import { type DTypeOf } from './promotion.ts'
import {
  abs,
  add,
  div,
  equal,
  exp,
  log,
  mul,
  notEqual,
  sqrt,
  square,
  sub,
  where,
  isFinite,
} from './elementwise.ts'
import { showShape, ValueError } from './errors.ts'
import {
  castTo,
  checkTensor,
  type Fits,
  normalizeAxes,
  normalizeAxis,
  type Of,
  scalar,
  toFloatTensor,
} from './operand.ts'
import { bind } from './bind.ts'
import type { Reduce } from './Shape.ts'
import type { AnyTensor, Shape, Tensor } from './Tensor.ts'

/** One axis, several, or all of them. */
export type Axes = number | readonly number[] | undefined

/** Which axes to reduce, and whether to keep them with length one. */
export interface ReduceOptions<A extends Axes = Axes, K extends boolean = boolean> {
  readonly axis?: A
  readonly keepDims?: K
}

/** A reduction whose element type follows from the operand's by `D`. */
type Result<X extends AnyTensor, A extends Axes, K extends boolean, D extends DType> = Of<
  Reduce<X['shape'], A, K>,
  D
>
type Options<X extends AnyTensor, A extends Axes, K extends boolean> = ReduceOptions<A, K> &
  Fits<Reduce<X['shape'], A, K>>
type D<X extends AnyTensor> = DTypeOf<X> & DType

/** What the element type of a reduction's operand becomes. */
export interface ReducedDType<D extends DType> {
  readonly same: D
  /** Small integers are counted in `int32`. */
  readonly sum: ToSum<D>
  readonly float: ToFloat<D>
  readonly bool: 'bool'
  readonly int32: 'int32'
}

/** A reduction over any axes, with options of its own in `More`; `To` says what the element type becomes. */
export type Reduction<To extends keyof ReducedDType<DType>, More = unknown> = <
  X extends AnyTensor,
  const A extends Axes = undefined,
  const K extends boolean = false,
>(
  x: X,
  options?: Options<X, A, K> & More,
) => Result<X, A, K, ReducedDType<D<X>>[To]>
/** The position of an element along one axis, or among all. */
export type Locating = <
  X extends AnyTensor,
  const A extends number | undefined = undefined,
  const K extends boolean = false,
>(
  x: X,
  options?: Options<X, A, K>,
) => Result<X, A, K, 'int32'>

/** The axes as sorted positions from the front. */
const axesOf = (x: AnyTensor, axis: Axes, op: string): readonly number[] => {
  if (axis === undefined) return checkTensor(x, op).shape.map((_, i) => i)
  return normalizeAxes(typeof axis === 'number' ? [axis] : axis, op, x.shape).toSorted((a, b) => a - b)
}

const keptShape = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((d, i) => (axes.includes(i) ? 1 : d))

const restore = (
  reduced: AnyTensor,
  x: AnyTensor,
  axes: readonly number[],
  keep: boolean | undefined,
): AnyTensor => (keep === true ? bind('reshape', [reduced], { shape: keptShape(x.shape, axes) }) : reduced)

type Reducer = 'reduceSum' | 'reduceMax' | 'reduceMin' | 'reduceProd'

const run = (name: Reducer, op: string, x: AnyTensor, { axis, keepDims }: ReduceOptions): AnyTensor => {
  const axes = axesOf(x, axis, op)
  return restore(bind(name, [x], { axes }), x, axes, keepDims)
}

const countOf = (x: AnyTensor, axis: Axes, op: string): number =>
  axesOf(x, axis, op).reduce((n, a) => n * (x.shape[a] ?? 1), 1)

const countSome = (x: AnyTensor, axis: Axes, op: string): number => {
  const count = countOf(x, axis, op)
  if (count === 0)
    throw new ValueError(op, `the ${op} of no elements is undefined, ${showShape(x.shape)} has none there`)
  return count
}

/**
 * The sum of the elements; 0 for none.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.sum(T.tensor([[1, 2], [3, 4]]), { axis: 0 })) // => [4, 6]
 * ```
 */
export const sum: Reduction<'sum'> = ((x: AnyTensor, options: ReduceOptions = {}) =>
  run('reduceSum', 'sum', castTo(x, toSum(checkTensor(x, 'sum').dtype)), options)) as never

/**
 * The product of the elements; 1 for none.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * T.item(T.prod(x)) // => 24
 * T.toNested(T.prod(x, { axis: 1 })) // => [2, 12]
 * ```
 */
export const prod: Reduction<'sum'> = ((x: AnyTensor, options: ReduceOptions = {}) =>
  run('reduceProd', 'prod', castTo(x, toSum(checkTensor(x, 'prod').dtype)), options)) as never

/**
 * The largest element; NaN wins. The derivative of ties is shared equally.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * T.item(T.max(x)) // => 4
 * T.toNested(T.max(x, { axis: 0 })) // => [3, 4]
 * ```
 */
export const max: Reduction<'same'> = ((x: AnyTensor, options: ReduceOptions = {}) =>
  run('reduceMax', 'max', x, options)) as never

/**
 * The smallest element; NaN wins. The derivative of ties is shared equally.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * T.item(T.min(x)) // => 1
 * T.toNested(T.min(x, { axis: 1, keepDims: true })) // => [[1], [3]]
 * ```
 */
export const min: Reduction<'same'> = ((x: AnyTensor, options: ReduceOptions = {}) =>
  run('reduceMin', 'min', x, options)) as never

/**
 * The arithmetic mean.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * T.item(T.mean(x)) // => 2.5
 * T.toNested(T.mean(x, { axis: 0 })) // => [2, 3]
 * ```
 */
export const mean: Reduction<'float'> = ((x: AnyTensor, options: ReduceOptions = {}) => {
  const v = toFloatTensor(x, 'mean')
  const count = countSome(v, options.axis, 'mean')
  return div(run('reduceSum', 'mean', v, options), count)
}) as never

/** Options of `variance` and `std`: the divisor is `n - ddof`. */
export interface DdofOption {
  readonly ddof?: number
}

/**
 * The mean squared distance from the mean, `Σ (x - x̄)² / (n - ddof)`; `ddof` is 0 unless said.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([1, 2, 3, 4])
 * T.item(T.variance(x)) // => 1.25
 * T.toNested(T.variance(T.tensor([1, 3]), { ddof: 1 })) // => 2
 * ```
 */
export const variance: Reduction<'float', DdofOption> = ((
  x: AnyTensor,
  options: ReduceOptions & DdofOption = {},
) => {
  const v = toFloatTensor(x, 'variance')
  const count = countSome(v, options.axis, 'variance') - (options.ddof ?? 0)
  const centred = sub(v, mean(v, { axis: options.axis as number, keepDims: true }) as AnyTensor)
  return div(run('reduceSum', 'variance', square(centred) as AnyTensor, options), count)
}) as never

/** The square root, with derivative 0 at 0, where the root's own is infinite and would make NaN of every gradient. */
const safeSqrt = (x: AnyTensor): AnyTensor => {
  const zero = equal(x, 0) as AnyTensor
  return where(zero, 0, sqrt(where(zero, 1, x) as AnyTensor)) as AnyTensor
}

/**
 * The square root of the variance; its derivative is 0 where all elements are equal.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.std(T.tensor([1, 3, 5, 7, 9, 1, 3, 5, 7, 9]))) // => Math.fround(Math.sqrt(8))
 * ```
 */
export const std: Reduction<'float', DdofOption> = ((
  x: AnyTensor,
  options: ReduceOptions & DdofOption = {},
) => safeSqrt(variance(x, options as never) as AnyTensor)) as never

/**
 * Is any element true?
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.any(T.tensor([[0, 0], [0, 3]]), { axis: 1 })) // => [false, true]
 * ```
 */
export const any: Reduction<'bool'> = ((x: AnyTensor, options: ReduceOptions = {}) =>
  anyOf(notEqual(x, 0) as AnyTensor, options)) as never
const anyOf = (x: AnyTensor, options: ReduceOptions): AnyTensor =>
  castTo(run('reduceSum', 'any', castTo(x, 'int32'), options), 'bool')

/**
 * Are all elements true?
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.all(T.tensor([[0, 1], [2, 3]]), { axis: 1 })) // => [false, true]
 * ```
 */
export const all: Reduction<'bool'> = ((x: AnyTensor, options: ReduceOptions = {}) =>
  bind('not', [anyOf(equal(x, 0) as AnyTensor, options)], {})) as never

/**
 * How many elements are not 0?
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.countNonzero(T.tensor([[0, 1], [2, 3]]), { axis: 1 })) // => [1, 2]
 * ```
 */
export const countNonzero: Reduction<'int32'> = ((x: AnyTensor, options: ReduceOptions = {}) =>
  run('reduceSum', 'countNonzero', castTo(notEqual(x, 0) as AnyTensor, 'int32'), options)) as never

const locating = (name: 'argMax' | 'argMin'): Locating =>
  ((x: AnyTensor, { axis, keepDims }: ReduceOptions<number | undefined> = {}) => {
    const flat =
      axis === undefined ? bind('reshape', [x], { shape: [x.shape.reduce((n, d) => n * d, 1)] }) : x
    const at = normalizeAxis(axis ?? 0, flat.shape.length, name, x.shape)
    if (flat.shape[at] === 0)
      throw new ValueError(
        name,
        `the ${name} of no elements is undefined, ${showShape(x.shape)} has none there`,
      )
    const found = bind('argExtreme', [flat], { axis: at, largest: name === 'argMax' })
    return axis === undefined && keepDims === true
      ? bind('reshape', [found], { shape: x.shape.map(() => 1) })
      : restore(found, x, [at], keepDims)
  }) as never

/**
 * The position of the largest element along an axis, or in row-major order; the first of equals.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[1, 9, 2], [7, 0, 7]])
 * T.toNested(T.argMax(x, { axis: 1 })) // => [1, 0]
 * T.item(T.argMax(x)) // => 1
 * ```
 */
export const argMax: Locating = locating('argMax')
/**
 * The position of the smallest element along an axis, or in row-major order; the first of equals.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.argMin(T.tensor([[1, 9, 2], [7, 0, 7]]), { axis: 1 })) // => [0, 1]
 * ```
 */
export const argMin: Locating = locating('argMin')

/** The largest elements, axes kept, for taking out before an exponential; there are none to take where an axis is empty. */
const topOf = (v: AnyTensor, axis: Axes, op: string): AnyTensor =>
  countOf(v, axis, op) === 0
    ? scalar(0, v.dtype)
    : bind('stopGradient', [run('reduceMax', op, v, { axis, keepDims: true })], {})

/**
 * `ln Σ eˣ`, without overflow: the largest element is taken out first.
 *
 * The logarithm of a sum of nothing, or of nothing but `e^-∞`, is `-∞`, and its derivative 0.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.logSumExp(T.tensor([1000, -Infinity]))) // => 1000
 * ```
 */
export const logSumExp: Reduction<'float'> = ((x: AnyTensor, options: ReduceOptions = {}) => {
  const v = toFloatTensor(x, 'logSumExp')
  const top = topOf(v, options.axis, 'logSumExp')
  const shift = where(isFinite(top), top, 0) as AnyTensor
  const total = run('reduceSum', 'logSumExp', exp(sub(v, shift) as AnyTensor), { ...options, keepDims: true })
  // the logarithm's slope at 0 is infinite, and would make NaN of the gradient of a row that is masked throughout
  const none = equal(total, 0) as AnyTensor
  const kept = where(none, -Infinity, add(log(where(none, 1, total) as AnyTensor), shift)) as AnyTensor
  return options.keepDims === true
    ? kept
    : bind('reshape', [kept], {
        shape: kept.shape.filter((_, i) => !axesOf(v, options.axis, 'logSumExp').includes(i)),
      })
}) as never

/** Which axis a softmax runs along; the last unless said. */
export interface AxisOption {
  readonly axis?: number
}

type Normalizing = <X extends AnyTensor>(x: X, options?: AxisOption) => Tensor<X['shape'], ToFloat<D<X>>>

/**
 * `x - ln Σ eˣ` along an axis: the logarithm of `softmax`, without overflow.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.logSoftmax(T.tensor([1000, 0]))) // => [0, -1000]
 * ```
 */
export const logSoftmax: Normalizing = ((x: AnyTensor, { axis = -1 }: AxisOption = {}) => {
  const v = toFloatTensor(x, 'logSoftmax')
  return sub(v, logSumExp(v, { axis, keepDims: true }) as AnyTensor)
}) as never

/**
 * `eˣ / Σ eˣ` along an axis: positive, and summing to 1.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.softmax(T.tensor([5, 5, 5, 5]))) // => [0.25, 0.25, 0.25, 0.25]
 * ```
 */
export const softmax: Normalizing = ((x: AnyTensor, { axis = -1 }: AxisOption = {}) => {
  const v = toFloatTensor(x, 'softmax')
  const e = exp(sub(v, topOf(v, axis, 'softmax')) as AnyTensor)
  return div(e, run('reduceSum', 'softmax', e, { axis, keepDims: true }))
}) as never

/**
 * Are these floating-point values? For rules that hold for floats alone.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.isFloating(T.zeros([2])) // => true
 * T.isFloating(T.zeros([2], { dtype: 'int32' })) // => false
 * ```
 */
export const isFloating = (x: AnyTensor): boolean => isFloat(x.dtype)

/** Options of `norm`: which length of a vector is meant, the Euclidean one unless said. */
export interface NormOption {
  readonly ord?: 1 | 2 | 'inf'
}

type Measuring = <X extends AnyTensor, const A extends Axes = undefined, const K extends boolean = false>(
  x: X,
  options?: Options<X, A, K> & NormOption,
) => Result<X, A, K, ToFloat<D<X>>>

/**
 * The length of all elements, or of those along axes, taken as one vector: `√Σ x²`; with `ord` 1, `Σ |x|`; with `'inf'`,
 * `max |x|`. The length of no elements is 0, and so is the derivative at 0.
 *
 * @throws ValueError for another `ord`; ShapeError for an axis out of range.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[3, -4], [-6, 8]])
 * T.toNested(T.norm(x, { axis: 1 })) // => [5, 10]
 * T.toNested(T.norm(x, { axis: 1, ord: 1 })) // => [7, 14]
 * T.item(T.norm(x, { ord: 'inf' })) // => 8
 * ```
 */
export const norm: Measuring = ((x: AnyTensor, options: ReduceOptions & NormOption = {}) => {
  const { ord = 2 } = options
  const v = toFloatTensor(x, 'norm')
  if (ord === 2) return safeSqrt(run('reduceSum', 'norm', mul(v, v) as AnyTensor, options))
  if (ord !== 1 && ord !== 'inf') throw new ValueError('norm', `ord is 1, 2 or 'inf', got ${String(ord)}`)
  const largest = ord === 'inf' && countOf(v, options.axis, 'norm') > 0
  return run(largest ? 'reduceMax' : 'reduceSum', 'norm', abs(v), options)
}) as never
