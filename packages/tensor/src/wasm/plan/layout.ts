/**
 * In which order axes lie in memory.
 *
 * @module
 */
import { stridesOf } from '../../kernels/strides.ts'
import { sameShape } from '../../operand.ts'
import type { Shape } from '../../Tensor.ts'
import type { Strides } from '../access.ts'
import type { View } from '../view.ts'

/** The strides of a whole buffer whose axes lie in memory in the order of these. */
export const orderedLike = (shape: Shape, like: Strides): Strides => {
  const axes = shape
    .map((_, i) => i)
    .toSorted((a, b) => (like[a] === like[b] ? a - b : Math.abs(like[b]!) - Math.abs(like[a]!)))
  const inOrder = stridesOf(axes.map((a) => shape[a]!))
  return shape.map((_, i) => inOrder[axes.indexOf(i)]!)
}

/** Does a view reach every element of a stretch of memory once? */
export const isDense = ({ shape, strides }: View): boolean =>
  shape.every((d, i) => d === 1 || strides[i]! > 0) &&
  sameShape(
    orderedLike(shape, strides).map((s, i) => (shape[i] === 1 ? 0 : s)),
    strides.map((s, i) => (shape[i] === 1 ? 0 : s)),
  )
