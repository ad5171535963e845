/** Parameters of distributions, brought to the shape of the result. */
import { ShapeError, showShape } from '../errors.ts'
import { broadcastShapes, checkShape, sameShape, spread } from '../operand.ts'
import type { AnyTensor, Shape } from '../Tensor.ts'

/** The parameter in each place of a shape. */
export const spreadTo = (x: AnyTensor, shape: Shape, op: string): AnyTensor => {
  if (!sameShape(broadcastShapes(x.shape, checkShape(op, shape), op), shape))
    throw new ShapeError(op, `a parameter ${showShape(x.shape)} does not broadcast to ${showShape(shape)}`)
  return spread(x, shape)
}
