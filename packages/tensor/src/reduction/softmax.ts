/** Exponentials that sum to 1, and the logarithm of what they are divided by. */
import { bind } from '../bind.ts'
import type { ToFloat } from '../DType.ts'
import { add, div, equal, exp, isFinite, log, sub, where } from '../elementwise.ts'
import { scalar, toFloatTensor } from '../operand.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { type Axes, axesOf, countOf, type D, type ReduceOptions, type Reduction, run } from './reduction.ts'

/** The largest elements, axes kept, for taking out before an exponential; there are none to take where an axis is empty. */
const topOf = (v: AnyTensor, axis: Axes, op: string): AnyTensor =>
  countOf(v, axis, op) === 0
    ? scalar(0, v.dtype)
    : bind('stopGradient', [run('reduceMax', op, v, { axis, keepDims: true })], {})

const logSumExpOf = (x: AnyTensor, options: ReduceOptions, op: string): AnyTensor => {
  const v = toFloatTensor(x, op)
  const top = topOf(v, options.axis, op)
  const shift = where(isFinite(top), top, 0) as AnyTensor
  const total = run('reduceSum', op, exp(sub(v, shift) as AnyTensor), { ...options, keepDims: true })
  // the logarithm's slope at 0 is infinite, and would make NaN of the gradient of a row that is masked throughout
  const none = equal(total, 0) as AnyTensor
  const kept = where(none, -Infinity, add(log(where(none, 1, total) as AnyTensor), shift)) as AnyTensor
  return options.keepDims === true
    ? kept
    : bind('reshape', [kept], {
        shape: kept.shape.filter((_, i) => !axesOf(v, options.axis, op).includes(i)),
      })
}

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
export const logSumExp: Reduction<'logSumExp', 'float'> = ((x: AnyTensor, options: ReduceOptions = {}) =>
  logSumExpOf(x, options, 'logSumExp')) as never

/** Which axis a softmax runs along, or which several taken as one; the last unless said. */
export interface AxisOption {
  readonly axis?: number | readonly number[]
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
  return sub(v, logSumExpOf(v, { axis, keepDims: true }, 'logSoftmax'))
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
