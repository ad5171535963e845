import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { TensorMetric } from '../Metric.ts'
import { classify, type Classified } from './classes.ts'
import { additive, countOf, markingCounts, none, type Double, total } from './counting.ts'

/** How many examples there were, and how many were classified correctly. */
export interface AccuracyCounts {
  readonly correct: Double
  readonly count: Double
}

/** The share of examples that are right, by what makes one so. */
export const shareRight = (
  name: string,
  operation: string,
  right: (classified: Classified, scores: AnyTensor) => AnyTensor,
): TensorMetric<AccuracyCounts, Double> =>
  additive({
    name,
    init: { correct: none([]), count: none([]) },
    ofBatch: (output, target) => {
      const classified = classify(operation, output, target)
      const correct = total(right(classified, output))
      return markingCounts(classified.allowed)({ correct, count: countOf(classified.actual) })
    },
    compute: ({ correct, count }) => T.div(correct, count),
  })

/**
 * The share of examples whose largest score is at the label.
 *
 * `correct / count`. Scores are `[B, C]`, labels int32 `[B]` or distributions `[B, C]`. Its counts are what
 * `wilsonInterval` takes.
 *
 * Throws `ValueError` for a label that is not one of the classes (inside a trace it makes the counts `NaN`), `ShapeError`
 * for labels that do not fit.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const scores = T.tensor([[2, 1], [0, 3], [5, 4], [0, 1]])
 * const labels = T.tensor([0, 1, 1, 1], { dtype: 'int32' })
 *
 * const { correct, count } = Loss.accuracy.update(Loss.accuracy.init, scores, labels)
 * T.item(correct) // => 3
 * T.item(count) // => 4
 * Loss.measure(Loss.accuracy)(scores, labels) // => 0.75
 * ```
 */
export const accuracy: TensorMetric<AccuracyCounts, Double> = /* @__PURE__ */ shareRight(
  'accuracy',
  'accuracy',
  ({ actual, predicted }) => T.equal(actual, predicted),
)
