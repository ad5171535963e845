import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { TensorMetric } from '../Metric.ts'
import type { Double } from './counting.ts'
import { type RankedScores, ranking, type Steps } from './ranking.ts'

const area = ({ positives, negatives, negativesBelow }: Steps): AnyTensor => {
  const won = T.sum(T.mul(positives, T.add(negativesBelow, T.div(negatives, 2))))
  return T.div(won, T.mul(T.sum(positives), T.sum(negatives)))
}

/**
 * The area under the ROC curve: how likely an example that is scores higher than one that is not.
 *
 * `P(s⁺ > s⁻) + ½ P(s⁺ = s⁻)` over all pairs: 1 ranks perfectly, ½ is chance. Without examples of both kinds it is `NaN`. Outputs are scores (probabilities or logits) and
 * targets 0 or 1, of one shape. It is exact, and therefore keeps every score: 9 bytes for each example. A loop inside a
 * graph, whose carry cannot grow, gives the accumulators of its batches to `mergeStacked`.
 *
 * Throws `ShapeError` when output and target differ in shape, `ValueError` for a target that is neither 0 nor 1 or a score that
 * is not finite (inside a trace they make the area `NaN`).
 *
 * Source: numbers equal to scikit-learn's `roc_auc_score`; the identity of the area and the pairs: Hanley and McNeil, "The Meaning and Use of
 * the Area under a ROC Curve", 1982.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const scores = T.tensor([0.125, 0.375, 0.25, 0.75])
 * const targets = T.tensor([0, 0, 1, 1])
 * Loss.measure(Loss.rocAuc)(scores, targets).toFixed(4) // => '0.7500'
 * ```
 */
export const rocAuc: TensorMetric<RankedScores, Double> = /* @__PURE__ */ ranking('rocAuc', area)
