/** How far elements are from their mean, or from 0. */
import type { ToFloat } from '../DType.ts'
import { abs, div, equal, mul, sqrt, square, sub, where } from '../elementwise.ts'
import { ValueError } from '../errors.ts'
import { toFloatTensor } from '../operand.ts'
import type { AnyTensor } from '../Tensor.ts'
import {
  type Axes,
  countOf,
  countSome,
  type D,
  type Options,
  type ReduceOptions,
  type Reduction,
  type Result,
  run,
} from './reduction.ts'

/** Options of `variance` and `std`: the divisor is `n - ddof`. */
export interface DdofOption {
  readonly ddof?: number
}

const varianceOf = (x: AnyTensor, options: ReduceOptions & DdofOption, op: string): AnyTensor => {
  const v = toFloatTensor(x, op)
  const count = countSome(v, options.axis, op)
  const mean = div(run('reduceSum', op, v, { axis: options.axis, keepDims: true }), count) as AnyTensor
  const centred = sub(v, mean) as AnyTensor
  return div(
    run('reduceSum', op, square(centred) as AnyTensor, options),
    count - (options.ddof ?? 0),
  ) as AnyTensor
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
export const variance: Reduction<'variance', 'float', DdofOption> = ((
  x: AnyTensor,
  options: ReduceOptions & DdofOption = {},
) => varianceOf(x, options, 'variance')) as never

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
export const std: Reduction<'std', 'float', DdofOption> = ((
  x: AnyTensor,
  options: ReduceOptions & DdofOption = {},
) => safeSqrt(varianceOf(x, options, 'std'))) as never

/** Options of `norm`: which length of a vector is meant, the Euclidean one unless said. */
export interface NormOption {
  readonly ord?: 1 | 2 | 'inf'
}

type Measuring = <X extends AnyTensor, const A extends Axes = undefined, const K extends boolean = false>(
  x: X,
  options?: Options<'norm', X, A, K> & NormOption,
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
