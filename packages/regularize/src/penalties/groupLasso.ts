import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireNonNegative } from '../checks.ts'
import { groupNorms, type Groups, groupSize } from '../groups.ts'
import { type Penalty, penalty } from '../Penalty.ts'
import type { SelectOptions } from '../select.ts'

/** The settings of `groupLasso` and of `groupSoftThreshold`. */
export interface GroupOptions extends SelectOptions {
  /** What a group is: the weights into one unit (`units`, unless given) or those out of one input (`inputs`). */
  readonly groups?: Groups
}

/** `strength · √n · Σ ‖g‖` over the groups of one parameter. */
const groupCost =
  (strength: number, groups: Groups) =>
  (w: AnyTensor): AnyTensor =>
    T.mul(T.sum(groupNorms(w, groups)), strength * Math.sqrt(groupSize(w, groups)))

/**
 * The lengths of groups of weights: pushes whole units, or whole inputs, to zero together.
 *
 * `strength · Σ_g √n · ‖g‖₂` over the groups `g` of `n` weights of the selected parameters. With `groups: 'units'` a
 * group is what leads into one unit (a column of a dense kernel `[in, out]`, a filter of a convolution kernel `[out,
 * in, ...window]`), so that units vanish; with `'inputs'` what leads out of one input, so that features do. A group
 * that is zero has the gradient zero.
 *
 * Throws `ValueError` for a strength that is negative or not finite, and when `select` matches nothing.
 *
 * Source: Yuan and Lin, "Model Selection and Estimation in Regression with Grouped Variables", 2006, equation 2.1;
 * Scardapane, Comminiello, Hussain and Uncini, "Group Sparse Regularization for Deep Neural Networks", 2017.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const params = { kernel: T.tensor([[3, 0], [4, 0], [0, 0], [0, 0]]) }
 * T.item(R.groupLasso(0.5)(params)) // => 5
 * ```
 */
export const groupLasso = (strength: number, options: GroupOptions = {}): Penalty => {
  requireNonNegative('groupLasso', 'strength', strength)
  return penalty('groupLasso', options, groupCost(strength, options.groups ?? 'units'))
}
