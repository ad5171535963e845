import { type Metric, metric } from '../Metric.ts'
import { classify } from './classes.ts'

/** How many examples there were, and how many were classified correctly. */
export interface AccuracyCounts {
  readonly correct: number
  readonly count: number
}

/**
 * The share of examples whose largest score is at the label.
 *
 * `correct / count`. Scores are `[B, C]`, labels int32 `[B]` or distributions `[B, C]`. Its counts are what
 * `wilsonInterval` takes.
 *
 * Throws `ValueError` for a label that is not one of the classes, `ShapeError` for labels that do not fit.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const scores = T.tensor([[2, 1], [0, 3], [5, 4], [0, 1]])
 * const labels = T.tensor([0, 1, 1, 1], { dtype: 'int32' })
 *
 * Loss.accuracy.update(Loss.accuracy.init, scores, labels) // => { correct: 3, count: 4 }
 * Loss.measure(Loss.accuracy)(scores, labels) // => 0.75
 * ```
 */
export const accuracy: Metric<AccuracyCounts, number> = /* @__PURE__ */ metric({
  name: 'accuracy',
  init: { correct: 0, count: 0 },
  ofBatch: (output, target) => {
    const { actual, predicted } = classify('accuracy', output, target)
    return { correct: actual.filter((label, i) => label === predicted[i]).length, count: actual.length }
  },
  merge: (a, b) => ({ correct: a.correct + b.correct, count: a.count + b.count }),
  compute: ({ correct, count }) => correct / count,
})
