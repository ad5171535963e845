/** Whole numbers near a number. */
import { toTensor } from '../operand.ts'
import type { AnyTensor, Operand } from '../Tensor.ts'
import { type Keeping, rounding } from '../unary.ts'
import { where } from './choice.ts'
import { less } from './comparison.ts'

/**
 * The largest whole number not above `x`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.floor(T.tensor([2.7, -2.7]))) // => [2, -3]
 * ```
 */
export const floor: Keeping = rounding('floor')

/**
 * The smallest whole number not below `x`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.ceil(T.tensor([2.3, -2.3]))) // => [3, -2]
 * ```
 */
export const ceil: Keeping = rounding('ceil')

/**
 * The nearest whole number; a tie goes to the even one, as in NumPy.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.round(T.tensor([0.5, 1.5, 2.4]))) // => [0, 2, 2]
 * ```
 */
export const round: Keeping = rounding('round')

/**
 * The whole number next to `x` towards 0.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.trunc(T.tensor([2.7, -2.7]))) // => [2, -2]
 * ```
 */
export const trunc: Keeping = ((x: Operand) => {
  const v = toTensor(x, 'float32', 'trunc')
  return where(less(v, 0) as AnyTensor, ceil(v), floor(v))
}) as never
