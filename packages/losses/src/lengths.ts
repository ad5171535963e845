import * as T from '@gradus/tensor'
import { ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'

/** How long the sequences of a batch are. */
export type Lengths = AnyTensor | readonly number[]

type Range = readonly [from: number, to: number]

/** Which lengths are in a range, its end included. */
export const lengthsFit = (lengths: AnyTensor, [from, to]: Range): AnyTensor =>
  T.logicalAnd(T.greaterEqual(lengths, from), T.lessEqual(lengths, to))

const requireRange = (operation: string, name: string, lengths: AnyTensor, [from, to]: Range): void => {
  if (!T.isConcrete(lengths)) return
  const wrong = T.toTypedArray(lengths).find((n) => n < from || n > to)
  if (wrong !== undefined) throw new ValueError(operation, `${name} must be in ${from}..${to}, got ${wrong}.`)
}

/** Lengths as int32 `[batch]`; all are whole where none are given. */
export const toLengths = (
  operation: string,
  name: string,
  given: Lengths | undefined,
  batch: number,
  range: Range,
): AnyTensor => {
  if (given === undefined) return T.full([batch], range[1], { dtype: 'int32' })
  const lengths: AnyTensor = T.isTensor(given) ? given : T.tensor(given, { dtype: 'int32' })
  if (lengths.dtype !== 'int32' || lengths.shape.length !== 1 || lengths.shape[0] !== batch)
    throw new ShapeError(
      operation,
      `${name} must be int32 [${batch}], got ${lengths.dtype} [${lengths.shape.join(',')}].`,
    )
  requireRange(operation, name, lengths, range)
  return lengths
}
