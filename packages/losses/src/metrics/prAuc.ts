import { type Metric, metric } from '../Metric.ts'
import { countBelow, mergeRanked, noScores, rank, type RankedScores } from './ranking.ts'

const area = ({ positives, negatives }: RankedScores): number => {
  // Positives of one score are found together, at one precision: each adds its share of the recall at that.
  const precisions = positives.map((score) => {
    const hits = positives.length - countBelow(positives, score, false)
    const falseAlarms = negatives.length - countBelow(negatives, score, false)
    return hits / (hits + falseAlarms)
  })
  return precisions.reduce((sum, precision) => sum + precision, 0) / positives.length
}

/**
 * The area under the precision-recall curve, as average precision: for what is rare.
 *
 * `Σ_n (R_n - R_{n-1}) · P_n` over the thresholds, the scores that occur, without interpolation. Chance is the share of the examples
 * that are. Without such examples it is `NaN`. Outputs are scores (probabilities or logits) and
 * targets 0 or 1, of one shape. It is exact, and therefore keeps every score: 8 bytes or so for each example.
 *
 * Throws `ShapeError` when output and target differ in shape, `ValueError` for a target that is neither 0 nor 1 or a score that
 * is not finite.
 *
 * Source: numbers equal to scikit-learn's `average_precision_score`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const scores = T.tensor([0.125, 0.375, 0.25, 0.75])
 * const targets = T.tensor([0, 0, 1, 1])
 * Loss.measure(Loss.prAuc)(scores, targets).toFixed(4) // => '0.8333'
 * ```
 */
export const prAuc: Metric<RankedScores, number> = /* @__PURE__ */ metric({
  name: 'prAuc',
  init: noScores,
  ofBatch: (output, target) => rank('prAuc', output, target),
  merge: mergeRanked,
  compute: area,
})
