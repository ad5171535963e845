import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireNonNegative } from '../checks.ts'
import { type Penalty, penalty } from '../Penalty.ts'
import type { SelectOptions } from '../select.ts'

/** `strength · Σ w²` of one parameter. */
export const squaredCost =
  (strength: number) =>
  (w: AnyTensor): AnyTensor =>
    T.mul(T.sum(T.square(w)), strength)

/**
 * The sum of squared weights: pulls all weights towards zero, large ones more (ridge).
 *
 * `strength · Σ w²` over the selected parameters; there is no factor ½, so its gradient is `2 · strength ·
 * w`.
 *
 * Its relation to decoupled decay, `w ← w - η · decay · w` beside the optimiser's step: with plain gradient
 * descent at the rate `η` they are one, for `decay = 2 · strength`. With an optimiser that rescales gradients,
 * such as Adam, they are not: the gradient of the penalty is rescaled, too, so weights with large gradients
 * are hardly decayed. There, use the decoupled decay of `adamW` (or `addDecayedWeights` after the rescaling).
 *
 * Throws `ValueError` for a strength that is negative or not finite, and when `select` matches nothing.
 *
 * Source: Hoerl and Kennard, "Ridge Regression", 1970; Krogh and Hertz, "A Simple Weight Decay Can Improve
 * Generalization", 1992; Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, propositions 1
 * and 2.
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
export const l2 = (strength: number, options: SelectOptions = {}): Penalty => {
  requireNonNegative('l2', 'strength', strength)
  return penalty('l2', options, squaredCost(strength))
}
