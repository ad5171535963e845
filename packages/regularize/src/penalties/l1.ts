import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireNonNegative } from '../checks.ts'
import { type Penalty, penalty } from '../Penalty.ts'
import type { SelectOptions } from '../select.ts'

/** `strength · Σ |w|` of one parameter. */
export const absoluteCost =
  (strength: number) =>
  (w: AnyTensor): AnyTensor =>
    T.mul(T.sum(T.abs(w)), strength)

/**
 * The sum of absolute weights: pushes unimportant weights to zero (lasso).
 *
 * `strength · Σ |w|` over the selected parameters. Its gradient is `strength · sign(w)`, so plain gradient
 * steps end up swinging around zero; `softThreshold` after each step, in place of the penalty in the loss,
 * makes zeros that are exact.
 *
 * Throws `ValueError` for a strength that is negative or not finite, and when `select` matches nothing.
 *
 * Source: Tibshirani, "Regression Shrinkage and Selection via the Lasso", 1996.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const params = { kernel: T.tensor([3, -4]), bias: T.tensor([100]) }
 * T.item(R.l1(0.5)(params)) // => 3.5
 * ```
 */
export const l1 = (strength: number, options: SelectOptions = {}): Penalty => {
  requireNonNegative('l1', 'strength', strength)
  return penalty('l1', options, absoluteCost(strength))
}
