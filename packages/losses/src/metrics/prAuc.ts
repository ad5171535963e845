import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { TensorMetric } from '../Metric.ts'
import { share } from './classScores.ts'
import type { Double } from './counting.ts'
import { type RankedScores, ranking, type Steps } from './ranking.ts'

const area = ({ positives, positivesBelow, negatives, negativesBelow }: Steps): AnyTensor => {
  // Positives of one score are found together, at one precision: each adds its share of the recall at that.
  const hits = T.sub(T.sum(positives), positivesBelow)
  const falseAlarms = T.sub(T.sum(negatives), negativesBelow)
  const found = T.sum(T.mul(positives, share(hits, T.add(hits, falseAlarms))))
  return T.div(found, T.sum(positives))
}

/**
 * The area under the precision-recall curve, as average precision: for what is rare.
 *
 * `Σ_n (R_n - R_{n-1}) · P_n` over the thresholds, the scores that occur, without interpolation. Chance is the share of the examples
 * that are. Without such examples it is `NaN`. Outputs are scores (probabilities or logits) and
 * targets 0 or 1, of one shape. It is exact, and therefore keeps every score: 9 bytes for each example. A loop inside a
 * graph, whose carry cannot grow, gives the accumulators of its batches to `mergeStacked`.
 *
 * Throws `ShapeError` when output and target differ in shape, `ValueError` for a target that is neither 0 nor 1 or a score that
 * is not finite (inside a trace they make the area `NaN`).
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
export const prAuc: TensorMetric<RankedScores, Double> = /* @__PURE__ */ ranking('prAuc', area)
