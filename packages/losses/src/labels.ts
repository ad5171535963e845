import * as T from '@gradus/tensor'
import { DTypeError, ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { showPosition } from './indexing.ts'

/** Are these labels numbers of classes, and not a distribution over them? */
export const areIndices = ({ dtype }: AnyTensor): boolean => dtype === 'int32' || dtype === 'uint8'

/** Throws unless the labels are numbers of classes. */
export const requireIndices = (operation: string, labels: AnyTensor): void => {
  if (areIndices(labels)) return
  throw new DTypeError(operation, `the labels must be int32 or uint8, got ${labels.dtype}.`)
}

/** Throws when a label with a value is not one of the classes. */
const requireLabelsInRange = (operation: string, labels: AnyTensor, classes: number): void => {
  if (!T.isConcrete(labels)) return
  const values = T.toTypedArray(labels)
  const offset = values.findIndex((label) => label < 0 || label >= classes)
  if (offset === -1) return
  throw new ValueError(
    operation,
    `label ${values[offset]} at ${showPosition(offset, labels.shape)}, ` + `classes are 0..${classes - 1}.`,
  )
}

const inRange = (labels: AnyTensor, classes: number): AnyTensor =>
  T.logicalAnd(T.greaterEqual(labels, 0), T.less(labels, classes))

/** Which labels are allowed, for `marking`; nothing where they have values, of which one outside of the classes is refused. */
export const allowedLabels = (
  operation: string,
  labels: AnyTensor,
  classes: number,
): AnyTensor | undefined => {
  requireLabelsInRange(operation, labels, classes)
  return T.isConcrete(labels) ? undefined : inRange(labels, classes)
}

// Room for float32 to round in, over as many classes as there are words.
const rounding = 1e-3

const refuseRow = (operation: string, sums: AnyTensor, fine: AnyTensor): void => {
  const offset = T.toTypedArray(fine).indexOf(0)
  if (offset === -1) return
  throw new ValueError(
    operation,
    `the target at ${showPosition(offset, sums.shape)} is not a distribution: ` +
      `its numbers must be 0 or more and sum to 1, the sum is ${T.toTypedArray(sums)[offset]}.`,
  )
}

/** Which rows are distributions, for `marking`; nothing where they have values, of which a row that is none is refused. */
export const allowedRows = (operation: string, targets: AnyTensor): AnyTensor | undefined => {
  const sums: AnyTensor = T.sum(targets, { axis: -1 })
  const positive = T.all(T.greaterEqual(targets, 0), { axis: -1 })
  const fine: AnyTensor = T.logicalAnd(positive, T.less(T.abs(T.sub(sums, 1)), rounding))
  if (!T.isConcrete(targets)) return fine
  refuseRow(operation, sums, fine)
  return undefined
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
