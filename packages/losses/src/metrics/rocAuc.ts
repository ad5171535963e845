import { type Metric, metric } from '../Metric.ts'
import { countBelow, mergeRanked, noScores, rank, type RankedScores } from './ranking.ts'

const area = ({ positives, negatives }: RankedScores): number => {
  const won = positives.reduce(
    (sum, score) => sum + (countBelow(negatives, score, false) + countBelow(negatives, score, true)) / 2,
    0,
  )
  return won / (positives.length * negatives.length)
}

/**
 * The area under the ROC curve: how likely an example that is scores higher than one that is not.
 *
 * `P(s⁺ > s⁻) + ½ P(s⁺ = s⁻)` over all pairs: 1 ranks perfectly, ½ is chance. Without examples of both kinds it is `NaN`. Outputs are scores (probabilities or logits) and
 * targets 0 or 1, of one shape. It is exact, and therefore keeps every score: 8 bytes or so for each example.
 *
 * Throws `ShapeError` when output and target differ in shape, `ValueError` for a target that is neither 0 nor 1 or a score that
 * is not finite.
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
export const rocAuc: Metric<RankedScores, number> = /* @__PURE__ */ metric({
  name: 'rocAuc',
  init: noScores,
  ofBatch: (output, target) => rank('rocAuc', output, target),
  merge: mergeRanked,
  compute: area,
})
