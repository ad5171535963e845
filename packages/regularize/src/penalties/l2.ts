import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireNonNegative } from '../checks.ts'
import { type Penalty, penalty, type PenaltyOptions } from '../Penalty.ts'

/** `strength · Σ w²` of one parameter. */
export const squaredCost =
  (strength: number) =>
  (w: AnyTensor): AnyTensor =>
    T.mul(T.sum(T.square(w)), strength)

/**
 * The sum of squared weights: pulls all weights towards zero, large ones more (ridge).
 *
 * `strength · Σ w²` over the selected parameters; there is no factor ½, so its gradient is `2 · strength ·
 * w`. With plain gradient descent it is weight decay of `2 · strength`; with Adam it is not, since Adam
 * divides the gradient of the penalty too: there, use the decoupled decay of `adamW`.
 *
 * Throws `ValueError` for a strength that is negative or not finite, and when `select` matches nothing.
 *
 * Source: Hoerl and Kennard, "Ridge Regression", 1970; Krogh and Hertz, "A Simple Weight Decay Can Improve
 * Generalization", 1992.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const params = { kernel: T.tensor([3, -4]), bias: T.tensor([100]) }
 * T.item(R.l2(0.5)(params)) // => 12.5
 * ```
 */
export const l2 = (strength: number, options: PenaltyOptions = {}): Penalty => {
  requireNonNegative('l2', 'strength', strength)
  return penalty('l2', options, squaredCost(strength))
}
