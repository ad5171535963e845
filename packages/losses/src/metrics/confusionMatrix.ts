import * as T from '@gradus/tensor'
import { ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import type { TensorMetric } from '../Metric.ts'
import { classify } from './classes.ts'
import { additive, markingCounts, none, tally } from './counting.ts'

/** How often each class (row) was taken for each class (column). */
export type ConfusionCounts = Tensor<readonly [number, number], 'float64'>

const requireClasses = (name: string, { shape }: AnyTensor, classes: number): void => {
  if (shape.at(-1) === classes) return
  throw new ShapeError(name, `the scores are [${shape.join(',')}], the metric has ${classes} classes.`)
}

const table = (name: string, classes: number, scores: AnyTensor, labels: AnyTensor): ConfusionCounts => {
  requireClasses(name, scores, classes)
  const { actual, predicted, allowed } = classify(name, scores, labels)
  const cells = T.add(T.mul(T.cast(actual, 'int32'), classes), predicted)
  const counts = T.reshape(tally(cells, classes * classes), [classes, classes])
  return markingCounts(allowed)(counts as AnyTensor as ConfusionCounts)
}

/** As `confusionMatrix`, blaming the metric that was asked for, with a value of its own. */
export const overConfusion = <W extends AnyTensor>(
  name: string,
  classes: number,
  compute: (counts: ConfusionCounts) => W,
): TensorMetric<ConfusionCounts, W> => {
  if (!(Number.isInteger(classes) && classes >= 1))
    throw new ValueError(name, `classes must be a whole number, 1 or more, got ${classes}.`)
  return additive<ConfusionCounts, W>({
    name,
    init: none([classes, classes]),
    ofBatch: (output, target) => table(name, classes, output, target),
    compute,
  })
}

/**
 * How often each class was taken for each: row the actual class, column the predicted one.
 *
 * Scores are `[B, classes]`, labels int32 `[B]` or distributions `[B, classes]`. The diagonal holds what was
 * right.
 *
 * Throws `ValueError` unless `classes` is a whole number of 1 or more, and for a label that is not one of
 * them (inside a trace it makes the counts `NaN`); `ShapeError` for scores over another number of classes, or labels that do
 * not fit.
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
export const confusionMatrix = (classes: number): TensorMetric<ConfusionCounts, ConfusionCounts> =>
  overConfusion('confusionMatrix', classes, (counts) => counts)
