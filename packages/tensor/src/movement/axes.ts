/** Axes exchanged and dropped. */
import { bind } from '../bind.ts'
import type { DType } from '../DType.ts'
import { ShapeError, showShape } from '../errors.ts'
import type { Squeeze, SwapAxes } from '../MovementShape.ts'
import { type Fits, axisOf, type Of, checkTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import type { AnyTensor } from '../Tensor.ts'

/**
 * Two axes exchanged, the others as they are.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.swapAxes(T.zeros([2, 3, 4]), 0, -1).shape // => [4, 3, 2]
 * ```
 */
export const swapAxes = <X extends AnyTensor, const A extends number, const B extends number>(
  x: X,
  a: A & Fits<SwapAxes<X['shape'], A, A>>,
  b: B & Fits<SwapAxes<X['shape'], B, B>>,
): Of<SwapAxes<X['shape'], A, B>, DTypeOf<X> & DType> => {
  const [from, to] = [a, b].map((axis: number) => axisOf(x, axis, 'swapAxes'))
  const axes = x.shape.map((_, i) => (i === from ? to! : i === to ? from! : i))
  return bind('permute', [x], { axes }) as never
}

/**
 * The shape without an axis of length one; without any of them where none is named.
 *
 * @throws ShapeError where the axis has another length, if the compiler could not know.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.squeeze(T.zeros([2, 1, 3, 1])).shape // => [2, 3]
 * T.squeeze(T.zeros([2, 1, 3, 1]), 1).shape // => [2, 3, 1]
 * ```
 */
export const squeeze = <X extends AnyTensor, const A extends number | undefined = undefined>(
  x: X,
  axis?: A & Fits<Squeeze<X['shape'], A>>,
): Of<Squeeze<X['shape'], A>, DTypeOf<X> & DType> => {
  const named: number | undefined = axis
  checkTensor(x, 'squeeze')
  const at = named === undefined ? undefined : axisOf(x, named, 'squeeze')
  if (at !== undefined && x.shape[at] !== 1)
    throw new ShapeError(
      'squeeze',
      `axis ${named} of ${showShape(x.shape)} has ${x.shape[at]} elements, only an axis of one can go`,
    )
  return bind('reshape', [x], {
    shape: x.shape.filter((d, i) => (at === undefined ? d !== 1 : i !== at)),
  }) as never
}
