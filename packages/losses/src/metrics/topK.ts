import * as T from '@gradus/tensor'
import { ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { pickLabel } from '../classification.ts'
import type { TensorMetric } from '../Metric.ts'
import { type AccuracyCounts, shareRight } from './accuracy.ts'
import type { Double } from './counting.ts'

/**
 * How many classes come before the label: those that do not score lower, but for those of a higher number that score the
 * same. Put so, all of them come before a label whose score is `NaN`.
 */
const placeOf = (scores: AnyTensor, labels: AnyTensor): AnyTensor => {
  const own = T.expandDims(pickLabel(scores, labels), -1)
  const earlier = T.less(T.arange(0, scores.shape.at(-1) ?? 0), T.expandDims(labels, -1))
  const first = T.logicalAnd(T.equal(scores, own), earlier)
  return T.countNonzero(T.logicalOr(T.logicalNot(T.lessEqual(scores, own)), first), { axis: -1 })
}

/**
 * The share of examples whose label is among the `k` largest scores.
 *
 * `correct / count`. Scores are `[B, C]`, labels int32 `[B]` or distributions `[B, C]`. Of equal scores the class with the
 * lower number comes first, so that `topK(1)` is `accuracy`. A label whose score is `NaN` is not among the largest.
 *
 * Throws `ValueError` unless `k` is a whole number of 1 or more, or for a label that is not one of the classes (inside a trace
 * it makes the counts `NaN`); `ShapeError` for labels that do not fit, or fewer than `k` classes.
 *
 * Source: numbers equal to scikit-learn's `top_k_accuracy_score` where no scores are equal.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const scores = T.tensor([[3, 2, 1], [1, 2, 3]])
 * const labels = T.tensor([1, 0], { dtype: 'int32' })
 *
 * Loss.measure(Loss.topK(2))(scores, labels) // => 0.5
 * ```
 */
export const topK = (k: number): TensorMetric<AccuracyCounts, Double> => {
  if (!(Number.isInteger(k) && k >= 1))
    throw new ValueError('topK', `k must be a whole number, 1 or more, got ${k}.`)
  return shareRight(`top${k}`, 'topK', ({ actual }, scores) => {
    if ((scores.shape.at(-1) ?? 0) < k)
      throw new ShapeError('topK', `the scores are [${scores.shape.join(',')}], k is ${k}.`)
    return T.less(placeOf(scores, actual), k)
  })
}
