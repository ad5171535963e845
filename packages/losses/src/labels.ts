import * as T from '@gradus/tensor'
import { ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { showPosition } from './indexing.ts'

/** Are these labels numbers of classes, and not a distribution over them? */
export const areIndices = ({ dtype }: AnyTensor): boolean => dtype === 'int32' || dtype === 'uint8'

/**
 * Throws when a label is not one of the classes; labels without values, inside a trace, are taken on trust.
 */
export const requireLabelsInRange = (operation: string, labels: AnyTensor, classes: number): void => {
  if (!T.isConcrete(labels)) return
  const values = T.toTypedArray(labels)
  const offset = values.findIndex((label) => label < 0 || label >= classes)
  if (offset === -1) return
  throw new ValueError(
    operation,
    `label ${values[offset]} at ${showPosition(offset, labels.shape)}, ` + `classes are 0..${classes - 1}.`,
  )
}

/** Throws unless `labels` has one label for each row of scores, or scores of its own for each. */
export const requireLabelShape = (operation: string, scores: AnyTensor, labels: AnyTensor): void => {
  const expected = areIndices(labels) ? scores.shape.slice(0, -1) : scores.shape
  if (expected.join() === labels.shape.join() && expected.length === labels.shape.length) return
  throw new ShapeError(
    operation,
    `the logits are [${scores.shape.join(',')}], the labels ${labels.dtype} ` +
      `[${labels.shape.join(',')}]. Labels are int32 [${scores.shape.slice(0, -1).join(',')}], ` +
      `or distributions [${scores.shape.join(',')}].`,
  )
}
