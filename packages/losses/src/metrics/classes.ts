import * as T from '@gradus/tensor'
import { ShapeError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { allowedLabels, areIndices, requireLabelShape } from '../labels.ts'

/** The actual and the predicted class of each row. */
export interface Classified {
  readonly actual: AnyTensor
  readonly predicted: AnyTensor
  /** Which actual classes are any, for `markingCounts`; nothing where they have values, of which a wrong one is refused. */
  readonly allowed: AnyTensor | undefined
}

const largest = (scores: AnyTensor): AnyTensor => T.argMax(scores, { axis: -1 })

/** Scores `[B, C]`, of which the largest wins, and labels, integers `[B]` or distributions `[B, C]`. */
export const classify = (operation: string, scores: AnyTensor, labels: AnyTensor): Classified => {
  const classes = scores.shape.at(-1)
  if (classes === undefined)
    throw new ShapeError(operation, `the scores need an axis of classes, got a scalar.`)
  requireLabelShape(operation, scores, labels)
  const predicted = largest(scores)
  if (!areIndices(labels)) return { actual: largest(labels), predicted, allowed: undefined }
  const allowed = allowedLabels(operation, labels, classes)
  return { actual: allowed === undefined ? labels : T.where(allowed, labels, 0), predicted, allowed }
}
