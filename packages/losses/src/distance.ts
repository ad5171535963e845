/** How far an output is from its target. */
import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'

/**
 * `|y - t|`, for losses that are smooth at 0. There it counts as one side: with slope 0, which `abs` has, their second
 * derivative would be 0.
 */
export const distance = (y: AnyTensor, t: AnyTensor): AnyTensor => {
  const error = T.sub(y, t)
  return T.where(T.greater(error, 0), error, T.neg(error))
}
