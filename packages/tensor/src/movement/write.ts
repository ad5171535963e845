/** Rows of a tensor replaced or added to by position: what all writing by position comes down to. */
import { bind } from '../bind.ts'
import { DTypeError, ShapeError, showShape } from '../errors.ts'
import { broadcastShapes, castTo, sameShape, spread, toTensor } from '../operand.ts'
import { promote } from '../promotion.ts'
import { type AnyTensor, type Operand, type Shape, sizeOf } from '../Tensor.ts'
import { filled } from './positions.ts'

/** The elements in another shape. */
export const reshaped = (x: AnyTensor, shape: Shape): AnyTensor =>
  sameShape(x.shape, shape) ? x : bind('reshape', [x], { shape })

/** Values for places of a shape, in the element type of the tensor that they go into. */
export const valuesFor = (values: Operand, x: AnyTensor, shape: Shape, op: string): AnyTensor => {
  const tensor = toTensor(values, x.dtype, op)
  if (promote(tensor.dtype, x.dtype) !== x.dtype)
    throw new DTypeError(op, `${x.dtype} cannot hold the values, which are ${tensor.dtype}. Cast them first?`)
  const wide = broadcastShapes(tensor.shape, shape, op)
  if (!sameShape(wide, shape))
    throw new ShapeError(
      op,
      `the values ${showShape(tensor.shape)} do not broadcast to the places that they go to, ${showShape(shape)}`,
    )
  return spread(castTo(tensor, x.dtype), shape)
}

/** `x` with its rows along `axis` replaced at `indices`, of one axis: each place takes the last value written to it. */
export const replaceRows = (x: AnyTensor, indices: AnyTensor, values: AnyTensor, axis: number): AnyTensor => {
  if (sizeOf(indices.shape) === 0) return x
  const writers = bind('lastWriter', [indices], { size: x.shape[axis] ?? 0 })
  const written = bind('lessEqual', [filled(0, writers), writers], {})
  const rows = bind('maximum', [writers, filled(0, writers)], {})
  const column = reshaped(
    written,
    x.shape.map((d, i) => (i === axis ? d : 1)),
  )
  return bind('select', [spread(column, x.shape), bind('take', [values, rows], { axis }), x], {})
}

/** `x` with values added to its rows along `axis` at `indices`. */
export const addRows = (x: AnyTensor, indices: AnyTensor, values: AnyTensor, axis: number): AnyTensor => {
  const sums = bind('scatterSum', [values, indices], { axis, size: x.shape[axis] ?? 0 })
  return x.dtype === 'bool' ? bind('or', [x, sums], {}) : bind('add', [x, sums], {})
}
