/** What operations that choose elements by position have in common. */
import { bind } from '../bind.ts'
import { DTypeError, ValueError } from '../errors.ts'
import { castTo, scalar, spread, checkTensor } from '../operand.ts'
import { type AnyTensor, Concrete, type Shape, type Tensor } from '../Tensor.ts'

/** A tensor of positions. */
export type Positions = Tensor<Shape, 'int32' | 'uint8'>

/** The tensor, if its elements can be positions. */
export const whole = (x: AnyTensor, op: string): AnyTensor => {
  const { dtype } = checkTensor(x, op)
  if (dtype !== 'int32' && dtype !== 'uint8')
    throw new DTypeError(op, `positions must be int32, got ${dtype}`)
  return x
}

/** Refuses a position that an axis does not have; `lengthAt(i)` is the length that the position `i` must be below. */
export const checkPositions = (positions: Concrete, lengthAt: (i: number) => number, op: string): void => {
  const values = Concrete.values(positions)
  const wrong = values.findIndex((v, i) => v < 0 || v >= lengthAt(i))
  if (wrong < 0) return
  const length = lengthAt(wrong)
  throw new ValueError(
    op,
    `index ${values[wrong]} at position ${wrong} is out of range, the axis has ${length} elements${length > 0 ? ` (0..${length - 1})` : ''}.`,
  )
}

/** A constant of whole numbers. */
export const integers = (values: Int32Array, shape: Shape = [values.length]): AnyTensor =>
  new Concrete(values, shape, 'int32')

/** A number in every place of a shape. */
export const filled = (value: number, like: AnyTensor): AnyTensor =>
  spread(scalar(value, like.dtype), like.shape)

/**
 * Positions in a flattened array: the same, and -1 where a coordinate is none of its axis, so that the evaluation
 * refuses what could not be checked here because the values were not known yet.
 */
export const guarded = (flat: AnyTensor, coordinate: AnyTensor, lengths: AnyTensor): AnyTensor => {
  const low = bind('less', [coordinate, filled(0, coordinate)], {})
  const high = bind('lessEqual', [spread(lengths, coordinate.shape), coordinate], {})
  const wrong = bind('cast', [bind('or', [low, high], {})], { dtype: 'int32' })
  const axes = flat.shape.length < coordinate.shape.length ? [coordinate.shape.length - 1] : []
  const counted = axes.length === 0 ? wrong : bind('reduceSum', [wrong], { axes })
  const fine = bind('equal', [counted, filled(0, counted)], {})
  return bind('select', [fine, flat, filled(-1, flat)], {})
}

/** Positions as `int32`. */
export const toPositions = (x: AnyTensor, op: string): AnyTensor => castTo(whole(x, op), 'int32')
