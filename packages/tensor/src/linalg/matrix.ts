/** What operations on matrices do first, and the small operations that they are written in. */
import { multiply } from '../multiply.ts'
import { bind } from '../bind.ts'
import { eye } from '../create.ts'
import type { DType, ToFloat } from '../DType.ts'
import { DTypeError, ShapeError, showShape } from '../errors.ts'
import { broadcastShapes, castTo, meet, scalar, spread, toFloatTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import { type AnyTensor, Concrete, isTensor, type Shape } from '../Tensor.ts'

/** The element type of what is computed of a tensor. */
export type FloatOf<X> = ToFloat<DTypeOf<X> & DType>

/** The sizes of matrices. */
export const sizesOf = (x: AnyTensor): readonly [number, number] => [x.shape.at(-2) ?? 0, x.shape.at(-1) ?? 0]

/** The shape of a stack without that of its matrices. */
export const batchOf = (x: AnyTensor): Shape => x.shape.slice(0, -2)

/** The matrices as floats. */
export const toMatrices = (x: AnyTensor, op: string): AnyTensor => {
  const v = toFloatTensor(x, op)
  if (v.shape.length < 2)
    throw new ShapeError(
      op,
      `takes a matrix or a stack of them, got ${showShape(v.shape)} of rank ${v.shape.length}`,
    )
  return v
}

/** The square matrices as floats. */
export const toSquare = (x: AnyTensor, op: string): AnyTensor => {
  const v = toMatrices(x, op)
  const [rows, columns] = sizesOf(v)
  if (rows !== columns)
    throw new ShapeError(
      op,
      `takes square matrices, got ${showShape(v.shape)}: ${rows} rows, ${columns} columns`,
    )
  return v
}

export const matmul = (a: AnyTensor, b: AnyTensor): AnyTensor => multiply(a, b)

/** `aᵀ b` */
export const matmulTransposed = (a: AnyTensor, b: AnyTensor): AnyTensor =>
  multiply(a, b, { transposeA: true })

export const transposed = (x: AnyTensor): AnyTensor => {
  const last = x.shape.length - 1
  return bind('permute', [x], { axes: x.shape.map((_, i) => (i < last - 1 ? i : 2 * last - 1 - i)) })
}

/** The mean of each matrix and its transpose: the matrix itself, where it is symmetric. */
export const symmetric = (x: AnyTensor): AnyTensor =>
  bind('mul', [bind('add', [x, transposed(x)], {}), spread(scalar(0.5, x.dtype), x.shape)], {})

/** The identity for each matrix of a shape. */
export const identityOf = ({ shape, dtype }: AnyTensor): AnyTensor =>
  spread(eye(shape.at(-2) ?? 0, { columns: shape.at(-1) ?? 0, dtype }) as AnyTensor, shape)

/** The diagonal of each matrix with no more rows than columns. */
export const diagonalOf = (x: AnyTensor): AnyTensor => {
  const [rows, columns] = sizesOf(x)
  const places = spread(eye(rows, { columns, dtype: 'bool' }) as AnyTensor, x.shape)
  const kept = bind('select', [places, x, spread(scalar(0, x.dtype), x.shape)], {})
  return bind('reduceSum', [kept], { axes: [x.shape.length - 1] })
}

/** A block of the first rows and columns of each matrix, or of those from `left` on. */
export const blockOf = (x: AnyTensor, rows: number, columns: number, left: number = 0): AnyTensor => {
  const batch = batchOf(x)
  return bind('slice', [x], { starts: [...batch.map(() => 0), 0, left], sizes: [...batch, rows, columns] })
}

/** The values of a tensor, where it has any by now: inside `grad` it does, inside `jit` it does not. */
export const valuesOf = (x: AnyTensor): ReturnType<typeof Concrete.values> | undefined => {
  const plain = bind('stopGradient', [x], {})
  return plain instanceof Concrete ? Concrete.values(plain) : undefined
}

/** A system `a x = b` with both sides as floats of one type, and the right side as matrices. */
export interface System {
  readonly a: AnyTensor
  readonly b: AnyTensor
  readonly batch: Shape
  /** The solution in the shape that was asked for: without the axis that stood in for a vector. */
  readonly answer: (x: AnyTensor) => AnyTensor
}

const checkRows = (a: AnyTensor, b: AnyTensor, op: string): void => {
  const [rows] = sizesOf(a)
  const given = b.shape.at(b.shape.length === 1 ? 0 : -2)
  if (given === undefined) throw new ShapeError(op, 'the right side is a vector or a matrix, got a scalar')
  if (rows !== given)
    throw new ShapeError(
      op,
      `${showShape(a.shape)} has ${rows} rows, the right side ${showShape(b.shape)} has ${given}`,
    )
}

/** The two sides of a system, whose matrices have been checked. */
export const systemOf = (a: AnyTensor, rightSide: AnyTensor, op: string): System => {
  if (!isTensor(rightSide)) throw new DTypeError(op, `expected a tensor, got ${String(rightSide)}`)
  checkRows(a, rightSide, op)
  const dtype = meet(a, rightSide, op)
  const b = castTo(rightSide, dtype)
  const isVector = b.shape.length === 1
  const columns = isVector ? bind('reshape', [b], { shape: [...b.shape, 1] }) : b
  const batch = broadcastShapes(batchOf(a), batchOf(columns), op)
  return {
    a: castTo(a, dtype),
    b: spread(columns, [...batch, ...columns.shape.slice(-2)]),
    batch,
    answer: (x) => (isVector ? bind('reshape', [x], { shape: x.shape.slice(0, -1) }) : x),
  }
}

/** The matrices repeated along the batch axes of a system. */
export const spreadBatch = (x: AnyTensor, batch: Shape): AnyTensor =>
  spread(x, [...batch, ...x.shape.slice(-2)])
