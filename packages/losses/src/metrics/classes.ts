import * as T from '@gradus/tensor'
import { ShapeError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { areIndices, requireLabelShape, requireLabelsInRange } from '../labels.ts'

/** The actual and the predicted class of each row, in order. */
export interface Classified {
  readonly actual: readonly number[]
  readonly predicted: readonly number[]
}

const largest = (scores: AnyTensor): readonly number[] => [...T.toTypedArray(T.argMax(scores, { axis: -1 }))]

/** Reads scores `[B, C]` (the largest wins) and labels, integers `[B]` or distributions `[B, C]`. */
export const classify = (operation: string, scores: AnyTensor, labels: AnyTensor): Classified => {
  const classes = scores.shape.at(-1)
  if (classes === undefined)
    throw new ShapeError(operation, `the scores need an axis of classes, got a scalar.`)
  requireLabelShape(operation, scores, labels)
  if (!areIndices(labels)) return { actual: largest(labels), predicted: largest(scores) }
  requireLabelsInRange(operation, labels, classes)
  return { actual: [...T.toTypedArray(labels)], predicted: largest(scores) }
}
