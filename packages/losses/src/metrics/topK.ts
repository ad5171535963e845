import * as T from '@gradus/tensor'
import { ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { type Metric, metric } from '../Metric.ts'
import type { AccuracyCounts } from './accuracy.ts'
import { classify } from './classes.ts'

/** How many classes come before the label: those that score higher, and of equal ones those of a lower number. */
const placeOf = (scores: readonly number[], label: number): number => {
  const own = scores[label] ?? Number.NaN
  return scores.filter((score, c) => score > own || (score === own && c < label)).length
}

const rowsOf = (scores: AnyTensor): readonly (readonly number[])[] => {
  const classes = scores.shape.at(-1) ?? 1
  const values: readonly number[] = [...T.toTypedArray(scores)]
  return Array.from({ length: values.length / classes }, (_, i) =>
    values.slice(i * classes, (i + 1) * classes),
  )
}

/**
 * The share of examples whose label is among the `k` largest scores.
 *
 * `correct / count`. Scores are `[B, C]`, labels int32 `[B]` or distributions `[B, C]`. Of equal scores the class with the
 * lower number comes first, so that `topK(1)` is `accuracy`.
 *
 * Throws `ValueError` unless `k` is a whole number of 1 or more, or for a label that is not one of the classes; `ShapeError`
 * for labels that do not fit, or fewer than `k` classes.
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
export const topK = (k: number): Metric<AccuracyCounts, number> => {
  if (!(Number.isInteger(k) && k >= 1))
    throw new ValueError('topK', `k must be a whole number, 1 or more, got ${k}.`)
  return metric({
    name: `top${k}`,
    init: { correct: 0, count: 0 },
    ofBatch: (output, target) => {
      const { actual } = classify('topK', output, target)
      if ((output.shape.at(-1) ?? 0) < k)
        throw new ShapeError('topK', `the scores are [${output.shape.join(',')}], k is ${k}.`)
      const scores = rowsOf(output)
      const correct = actual.filter((label, i) => placeOf(scores[i] ?? [], label) < k).length
      return { correct, count: actual.length }
    },
    merge: (a, b) => ({ correct: a.correct + b.correct, count: a.count + b.count }),
    compute: ({ correct, count }) => correct / count,
  })
}
