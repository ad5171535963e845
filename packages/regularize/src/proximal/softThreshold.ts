import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireNonNegative } from '../checks.ts'
import type { Constraint } from '../Constraint.ts'
import { mapSelected, type SelectOptions } from '../select.ts'

const towardsZero = (w: AnyTensor, by: number): AnyTensor =>
  T.sub(T.maximum(T.sub(w, by), 0), T.maximum(T.sub(T.neg(w), by), 0))

/**
 * Moves each weight towards zero by a fixed amount, and no further: the proximal map of `l1`.
 *
 * `w ← max(w - threshold, 0) - max(-w - threshold, 0)`. After a gradient step of rate `η` on the loss alone, with the threshold
 * `η · strength`, this is proximal gradient descent on loss plus `l1(strength)`: it converges like gradient descent, and
 * weights that the data do not need become exactly 0.
 *
 * Throws `ValueError` for a threshold that is negative or not finite, and when `select` matches nothing.
 *
 * Source: Daubechies, Defrise and De Mol, "An Iterative Thresholding Algorithm for Linear Inverse Problems with a
 * Sparsity Constraint", 2004; Beck and Teboulle, "A Fast Iterative Shrinkage-Thresholding Algorithm", 2009, equation 1.5.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * T.toNested(R.softThreshold(0.5)({ kernel: T.tensor([3, -0.25, -1]) }).kernel) // => [2.5, 0, -0.5]
 * ```
 */
export const softThreshold = (threshold: number, options: SelectOptions = {}): Constraint => {
  requireNonNegative('softThreshold', 'threshold', threshold)
  return mapSelected('softThreshold', options, (w) => towardsZero(w, threshold))
}
