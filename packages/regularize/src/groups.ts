/**
 * Weights that belong together.
 *
 * A dense kernel is `[in, out]`, a convolution's `[out, in, ...window]`. The weights into one unit are a column of the
 * first and a filter of the second, those out of one input a row and a slice along the second axis.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'

/** What a group of weights is: all that lead into one unit, or all that lead out of one input. */
export type Groups = 'units' | 'inputs'

const axisOfGroups = (rank: number, groups: Groups): number =>
  rank === 2 ? (groups === 'units' ? 1 : 0) : groups === 'units' ? 0 : 1

/** The axes that a group runs along. A vector is one unit's weights, so its inputs are groups of one. */
const axesWithin = ({ shape }: AnyTensor, groups: Groups): readonly number[] => {
  if (shape.length < 2) return groups === 'units' ? shape.map((_, i) => i) : []
  const across = axisOfGroups(shape.length, groups)
  return shape.map((_, i) => i).filter((i) => i !== across)
}

/** How many weights a group has. */
export const groupSize = (w: AnyTensor, groups: Groups): number =>
  axesWithin(w, groups).reduce((size, axis) => size * (w.shape[axis] ?? 1), 1)

/** The largest absolute weight of each group, a constant to derivatives; 1 where that is no scale. */
const scaleOf = (w: AnyTensor, axis: readonly number[]): AnyTensor => {
  const sizes: AnyTensor = T.stopGradient(T.abs(w))
  const largest: AnyTensor = axis.length === 0 ? sizes : T.max(sizes, { axis, keepDims: true })
  return T.where(T.logicalAnd(T.greater(largest, 0), T.isFinite(largest)), largest, 1)
}

/** The Euclidean length of each group, with its axes kept as 1; where it is 0 its gradient is 0. */
export const groupNorms = (w: AnyTensor, groups: Groups): AnyTensor => {
  const axis = axesWithin(w, groups)
  // squares of very small and very large weights are no numbers of their element type
  const scale = scaleOf(w, axis)
  const squares: AnyTensor = T.square(T.div(w, scale))
  const sums: AnyTensor = axis.length === 0 ? squares : T.sum(squares, { axis, keepDims: true })
  const isZero = T.equal(sums, 0)
  return T.where(isZero, 0, T.mul(scale, T.sqrt(T.where(isZero, 1, sums) as AnyTensor)))
}
