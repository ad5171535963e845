import { ShapeError, ValueError } from '@gradus/tensor'
import { type Metric, metric } from '../Metric.ts'
import { classify } from './classes.ts'

/** How often each class (row) was taken for each class (column). */
export type ConfusionCounts = readonly (readonly number[])[]

const table = (classes: number, cell: (actual: number, predicted: number) => number): ConfusionCounts =>
  Array.from({ length: classes }, (_, actual) =>
    Array.from({ length: classes }, (_, predicted) => cell(actual, predicted)),
  )

/** As `confusionMatrix`, blaming the metric that was asked for. */
export const confusionFor = (name: string, classes: number): Metric<ConfusionCounts, ConfusionCounts> => {
  if (!(Number.isInteger(classes) && classes >= 1))
    throw new ValueError(name, `classes must be a whole number, 1 or more, got ${classes}.`)
  return metric({
    name,
    init: table(classes, () => 0),
    ofBatch: (output, target) => {
      if (output.shape.at(-1) !== classes)
        throw new ShapeError(
          name,
          `the scores are [${output.shape.join(',')}], the metric has ${classes} classes.`,
        )
      const { actual, predicted } = classify(name, output, target)
      const counts = new Float64Array(classes * classes)
      actual.forEach((label, i) => {
        const cell = label * classes + (predicted[i] ?? 0)
        counts[cell] = (counts[cell] ?? 0) + 1
      })
      return table(classes, (row, column) => counts[row * classes + column] ?? 0)
    },
    merge: (a, b) => table(classes, (row, column) => (a[row]?.[column] ?? 0) + (b[row]?.[column] ?? 0)),
    compute: (counts) => counts,
  })
}

/**
 * How often each class was taken for each: row the actual class, column the predicted one.
 *
 * Scores are `[B, classes]`, labels int32 `[B]` or distributions `[B, classes]`. The diagonal holds what was
 * right.
 *
 * Throws `ValueError` unless `classes` is a whole number of 1 or more, and for a label that is not one of
 * them; `ShapeError` for scores over another number of classes, or labels that do not fit.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const scores = T.tensor([[2, 1], [0, 3], [5, 4]])
 * const labels = T.tensor([0, 1, 1], { dtype: 'int32' })
 *
 * Loss.measure(Loss.confusionMatrix(2))(scores, labels) // => [[1, 0], [1, 1]]
 * ```
 */
export const confusionMatrix = (classes: number): Metric<ConfusionCounts, ConfusionCounts> =>
  confusionFor('confusionMatrix', classes)
