/** What every operation does first: turn operands into tensors of one element type and one shape. */
import { allocate, type DType, type FloatDType, toFloat } from './DType.ts'
import { promote } from './promotion.ts'
import { DTypeError, GradusError, ShapeError, showShape } from './errors.ts'
import { bind } from './bind.ts'
import type { DoesNotFit, ShapeMismatch } from './Shape.ts'
import {
  type AnyTensor,
  Concrete,
  isTensor,
  type Operand,
  type Shape,
  sizeOf,
  type Tensor,
} from './Tensor.ts'
import { uniform } from './uniform.ts'

/** A tensor of the shape that a rule answered, or the rule's message. */
export type Of<R extends Shape, D extends DType> = R extends ShapeMismatch<string> ? R : Tensor<R, D>

/** Nothing to add where a rule answered a shape; otherwise the message, which no argument satisfies. */
export type Fits<R> = R extends ShapeMismatch<string> ? DoesNotFit<R['shapeMismatch']> : unknown

/** A tensor of no axes. */
export const scalar = (value: number, dtype: DType): Concrete => {
  const values = allocate(dtype, 1)
  values[0] = value
  return new Concrete(values, [], dtype)
}

const holds: Record<DType, (v: number) => boolean> = {
  float32: () => true,
  float64: () => true,
  int32: (v) => v === (v | 0),
  uint8: (v) => v === (v & 255),
  bool: (v) => v === 0 || v === 1,
}

/** Can an element of this type be this number? Floats take all, and round. */
export const isValueOf = (dtype: DType, v: number): boolean => holds[dtype](v)

const checkValue = (value: number, dtype: DType, op: string): void => {
  if (isValueOf(dtype, value)) return
  const takes = `and a plain number takes the ${dtype} of the tensor that it meets.`
  throw new DTypeError(
    op,
    Number.isInteger(value)
      ? `${value} is no value of ${dtype}, ${takes} Cast the tensor first?`
      : `${value} is not a whole number, ${takes} Cast the tensor to 'float32' first?`,
  )
}

const describe = (x: unknown): string =>
  Array.isArray(x)
    ? 'an array. Make it one with T.tensor.'
    : typeof x === 'object' && x !== null
      ? `an object with ${Object.keys(x).slice(0, 3).join(', ') || 'nothing in it'}`
      : String(x)

/** Throws for what is no tensor: types forbid it, plain JavaScript and a hole in a tree let it through. */
export const checkTensor = (x: AnyTensor, op: string): AnyTensor => {
  if (isTensor(x)) return x
  throw new DTypeError(op, `expected a tensor, got ${describe(x)}`)
}

/** The operand as a tensor; a plain number takes the given type. */
export const toTensor = (x: Operand, dtype: DType, op: string): AnyTensor => {
  if (typeof x !== 'number') return checkTensor(x, op)
  checkValue(x, dtype, op)
  return scalar(x, dtype)
}

/** The same values in another element type. */
export const castTo = (x: AnyTensor, dtype: DType): AnyTensor =>
  x.dtype === dtype ? x : bind('cast', [x], { dtype })

const strengthen = (dtype: DType): DType => (dtype === 'bool' ? 'int32' : dtype)

/** The element type in which operands meet. */
export const meet = (a: Operand, b: Operand, op: string): DType =>
  typeof a === 'number'
    ? typeof b === 'number'
      ? 'float32'
      : strengthen(checkTensor(b, op).dtype)
    : typeof b === 'number'
      ? strengthen(checkTensor(a, op).dtype)
      : promote(checkTensor(a, op).dtype, checkTensor(b, op).dtype)

/** The shape that operands broadcast to. */
export const broadcastShapes = (a: Shape, b: Shape, op: string): Shape => {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1
    const y = b[i - rank + b.length] ?? 1
    if (x !== y && x !== 1 && y !== 1)
      throw new ShapeError(op, `cannot broadcast ${showShape(a)} with ${showShape(b)}: ${x} against ${y}`)
    return x === 1 ? y : x
  })
}

/** Are two shapes the same? */
export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((d, i) => d === b[i])

/** Larger tensors are made at once, or refused. */
const mostUniform = 2 ** 24

/** The tensor repeated to a shape that it broadcasts to. */
export const spread = (x: AnyTensor, shape: Shape): AnyTensor => {
  if (sameShape(x.shape, shape)) return x
  return x instanceof Concrete && sizeOf(x.shape) === 1 && sizeOf(shape) <= mostUniform
    ? uniform(Concrete.values(x)[0]!, shape, x.dtype)
    : bind('broadcast', [x], { shape })
}

/** Two operands brought to one element type and one shape. */
export const align = (
  a: Operand,
  b: Operand,
  op: string,
  dtype: DType = meet(a, b, op),
): readonly [AnyTensor, AnyTensor] => {
  const x = castTo(toTensor(a, dtype, op), dtype)
  const y = castTo(toTensor(b, dtype, op), dtype)
  const shape = broadcastShapes(x.shape, y.shape, op)
  return [spread(x, shape), spread(y, shape)]
}

/** The operand as a floating-point tensor. */
export const toFloatTensor = (x: Operand, op: string): AnyTensor => {
  const dtype: FloatDType = typeof x === 'number' ? 'float32' : toFloat(checkTensor(x, op).dtype)
  return castTo(toTensor(x, dtype, op), dtype)
}

/** An axis counted from the front. */
export const normalizeAxis = (axis: number, rank: number, op: string, shape: Shape): number => {
  const i = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(axis) || i < 0 || i >= rank)
    throw new ShapeError(
      op,
      `axis ${axis} is out of range for shape ${showShape(shape)} of rank ${shape.length}`,
    )
  return i
}

/** An axis of a tensor counted from the front; throws for what is no tensor. */
export const axisOf = (x: AnyTensor, axis: number, op: string): number => {
  const { shape } = checkTensor(x, op)
  return normalizeAxis(axis, shape.length, op, shape)
}

/** Several axes counted from the front, none of them twice. */
export const normalizeAxes = (axes: readonly number[], op: string, shape: Shape): readonly number[] => {
  const found = axes.map((a) => normalizeAxis(a, shape.length, op, shape))
  const twice = found.find((a, i) => found.indexOf(a) !== i)
  if (twice !== undefined) throw new GradusError(op, `axis ${twice} is named twice in [${found.join(',')}]`)
  return found
}

/** A shape that a tensor can have. */
export const checkShape = (op: string, shape: Shape): Shape => {
  const bad = shape.findIndex((d) => !Number.isInteger(d) || d < 0)
  if (bad >= 0)
    throw new ShapeError(
      op,
      `dimensions are whole numbers from 0, axis ${bad} of ${showShape(shape)} is ${shape[bad]}`,
    )
  return shape
}
