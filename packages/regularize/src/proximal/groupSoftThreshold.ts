import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireNonNegative } from '../checks.ts'
import type { Constraint } from '../Constraint.ts'
import { groupNorms, type Groups, groupSize } from '../groups.ts'
import type { GroupOptions } from '../penalties/groupLasso.ts'
import { mapSelected } from '../select.ts'

const shrink = (w: AnyTensor, threshold: number, groups: Groups): AnyTensor => {
  const norms = groupNorms(w, groups)
  const by = threshold * Math.sqrt(groupSize(w, groups))
  const vanishes = T.lessEqual(norms, by)
  return T.where(vanishes, 0, T.mul(w, T.sub(1, T.div(by, T.where(vanishes, 1, norms)))))
}

/**
 * Shortens each group of weights by a fixed length, and no further than zero: the proximal map of `groupLasso`.
 *
 * `g ← g · max(1 - threshold · √n / ‖g‖₂, 0)` for each group `g` of `n` weights, the groups being those of `groupLasso`.
 * After a gradient step of rate `η` on the loss alone, with the threshold `η · strength`, this is proximal gradient
 * descent on loss plus `groupLasso(strength)`; groups that the data do not need become exactly 0.
 *
 * Throws `ValueError` for a threshold that is negative or not finite, and when `select` matches nothing.
 *
 * Source: Yuan and Lin, "Model Selection and Estimation in Regression with Grouped Variables", 2006, equation 2.4.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const params = { kernel: T.tensor([[3, 0.25], [0, 0.25], [4, 0.25], [0, 0.25]]) }
 * T.toNested(R.groupSoftThreshold(1.25)(params).kernel) // => [[1.5, 0], [0, 0], [2, 0], [0, 0]]
 * ```
 */
export const groupSoftThreshold = (threshold: number, options: GroupOptions = {}): Constraint => {
  requireNonNegative('groupSoftThreshold', 'threshold', threshold)
  return mapSelected('groupSoftThreshold', options, (w) => shrink(w, threshold, options.groups ?? 'units'))
}
