/** Running sums, products and maxima. */
import { type DType, type ToSum, toSum } from '../DType.ts'
import type { Product } from '../Arithmetic.ts'
import { bind } from '../bind.ts'
import { castTo, type Fits, axisOf, checkTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import type { Reduce } from '../Shape.ts'
import { type AnyTensor, type Shape, sizeOf, type Tensor } from '../Tensor.ts'

/** Along which axis to run; without one, over all elements in row-major order, as in NumPy. */
export interface RunningOption<A extends number | undefined = number | undefined> {
  readonly axis?: A
}

/** The shape of a running total: that of the operand, or one axis for all elements. */
export type Running<S extends Shape, A extends number | undefined> = [A] extends [undefined]
  ? readonly [Product<S>]
  : undefined extends A
    ? Shape
    : S

type Options<Op extends string, X extends AnyTensor, A extends number | undefined> = RunningOption<A> &
  Fits<Reduce<X['shape'], A, false, `${Op}: `>>
type D<X extends AnyTensor> = DTypeOf<X> & DType

/** Running sums and products: small integers are counted in `int32`. */
export type RunningTotal<Op extends string> = <
  X extends AnyTensor,
  const A extends number | undefined = undefined,
>(
  x: X,
  options?: Options<Op, X, A>,
) => Tensor<Running<X['shape'], A>, ToSum<D<X>>>
/** Running extremes, which keep the element type. */
export type RunningExtreme<Op extends string> = <
  X extends AnyTensor,
  const A extends number | undefined = undefined,
>(
  x: X,
  options?: Options<Op, X, A>,
) => Tensor<Running<X['shape'], A>, D<X>>

const running = (
  x: AnyTensor,
  { axis }: RunningOption,
  op: string,
): { readonly v: AnyTensor; readonly at: number } =>
  axis === undefined
    ? { v: bind('reshape', [x], { shape: [sizeOf(checkTensor(x, op).shape)] }), at: 0 }
    : { v: x, at: axisOf(x, axis, op) }

const part = (x: AnyTensor, axis: number, start: number, length: number): AnyTensor =>
  bind('slice', [x], {
    starts: x.shape.map((_, i) => (i === axis ? start : 0)),
    sizes: x.shape.map((d, i) => (i === axis ? length : d)),
  })

/**
 * Each element combined with all before it, by doubling the distance: `log₂ n` steps over whole tensors, each of which has a
 * derivative of its own. So the derivative of a running product is right with zeros in it, and so is its derivative.
 */
const scan = (x: AnyTensor, axis: number, name: 'mul' | 'maximum'): AnyTensor => {
  const length = x.shape[axis] ?? 0
  const from = (y: AnyTensor, step: number): AnyTensor => {
    if (step >= length) return y
    const rest = length - step
    const next = bind(name, [part(y, axis, step, rest), part(y, axis, 0, rest)], {})
    return from(bind('concat', [part(y, axis, 0, step), next], { axis }), 2 * step)
  }
  return from(x, 1)
}

/**
 * The sum of all elements up to each, along an axis.
 *
 * `float32` is summed in double precision and each sum rounded once; `int32` wraps.
 *
 * @throws ShapeError for an axis out of range.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.cumSum(T.tensor([[1, 2, 3], [4, 5, 6]]), { axis: 1 })) // => [[1, 3, 6], [4, 9, 15]]
 * T.toNested(T.cumSum(T.tensor([true, true, false]))) // => [1, 2, 2]
 * ```
 */
export const cumSum: RunningTotal<'cumSum'> = ((x: AnyTensor, options: RunningOption = {}) => {
  const { v, at } = running(x, options, 'cumSum')
  return bind('cumSum', [castTo(v, toSum(v.dtype))], { axis: at, reverse: false })
}) as never

/**
 * The product of all elements up to each, along an axis.
 *
 * `float32` is multiplied in double precision and each product rounded once; `int32` wraps. The factors are taken in pairs, then pairs
 * of pairs, so that where products overflow on the way, the result may be finite where NumPy's is not. The derivative is right
 * with zeros among the elements.
 *
 * @throws ShapeError for an axis out of range.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.cumProd(T.tensor([1, 2, 3, 4]))) // => [1, 2, 6, 24]
 * ```
 */
export const cumProd: RunningTotal<'cumProd'> = ((x: AnyTensor, options: RunningOption = {}) => {
  const { v, at } = running(x, options, 'cumProd')
  const dtype = toSum(v.dtype)
  const wide = castTo(v, dtype === 'float32' ? 'float64' : dtype)
  return castTo(scan(wide, at, 'mul'), dtype)
}) as never

/**
 * The largest of all elements up to each, along an axis; from the first NaN on, NaN. The derivative of ties is shared.
 *
 * @throws ShapeError for an axis out of range.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.cumMax(T.tensor([1, 3, 2, 5, 4]))) // => [1, 3, 3, 5, 5]
 * ```
 */
export const cumMax: RunningExtreme<'cumMax'> = ((x: AnyTensor, options: RunningOption = {}) => {
  const { v, at } = running(x, options, 'cumMax')
  return scan(v, at, 'maximum')
}) as never
