/** Products that sum over shared axes. */
import { multiply } from './multiply.ts'
import type { DType } from './DType.ts'
import type { Promote } from './promotion.ts'
import { DTypeError, ShapeError, showShape } from './errors.ts'
import { broadcastShapes, castTo, type Fits, meet, type Of, spread } from './operand.ts'
import { bind } from './bind.ts'
import type { MatMul } from './Shape.ts'
import type { AnyTensor, Shape } from './Tensor.ts'

const innerMismatch = (a: Shape, b: Shape, k: number, k2: number): ShapeError =>
  new ShapeError(
    'matmul',
    `inner dimensions differ, ${showShape(a)} @ ${showShape(b)}: ${k} against ${k2}${b.at(-1) === k ? '. Transpose the right operand?' : ''}`,
  )

const checkInner = (a: Shape, b: Shape): void => {
  if (a.length === 0 || b.length === 0)
    throw new ShapeError(
      'matmul',
      `needs at least one axis, ${showShape(a)} @ ${showShape(b)}. Use mul for scalars.`,
    )
  const k = a.at(-1) ?? 0
  const k2 = (b.length === 1 ? b[0] : b.at(-2)) ?? 0
  if (k !== k2) throw innerMismatch(a, b, k, k2)
}

const asMatrix = (x: AnyTensor, side: 'row' | 'column'): AnyTensor =>
  x.shape.length > 1 ? x : bind('reshape', [x], { shape: side === 'row' ? [1, ...x.shape] : [...x.shape, 1] })

/** The result without the axes of one that stood in for vectors. */
const dropVectorAxes = (product: AnyTensor, aRank: number, bRank: number): AnyTensor => {
  if (aRank > 1 && bRank > 1) return product
  const batch = product.shape.slice(0, -2)
  const rows = aRank > 1 ? product.shape.slice(-2, -1) : []
  const columns = bRank > 1 ? product.shape.slice(-1) : []
  return bind('reshape', [product], { shape: [...batch, ...rows, ...columns] })
}

/**
 * The matrix product over the last two axes; other axes are batches and broadcast; a vector counts as one row on the
 * left and one column on the right, as in NumPy.
 *
 * `out[..., i, j] = Σₖ a[..., i, k] · b[..., k, j]`
 *
 * @throws ShapeError where inner dimensions differ.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.matmul(T.tensor([[1, 2], [3, 4]]), T.tensor([1, 1]))) // => [3, 7]
 * ```
 */
export const matmul = <A extends AnyTensor, B extends AnyTensor>(
  a: A,
  b: B & Fits<MatMul<A['shape'], B['shape']>>,
): Of<MatMul<A['shape'], B['shape']>, Promote<A, B>> => {
  const dtype: DType = meet(a, b, 'matmul')
  checkInner(a.shape, b.shape)
  if (dtype === 'bool' || dtype === 'uint8')
    throw new DTypeError('matmul', `needs int32 or floats, got ${dtype}. Cast first.`)
  const left = asMatrix(castTo(a, dtype), 'row')
  const right = asMatrix(castTo(b, dtype), 'column')
  const batch = broadcastShapes(left.shape.slice(0, -2), right.shape.slice(0, -2), 'matmul')
  const x = spread(left, [...batch, ...left.shape.slice(-2)])
  const y = spread(right, [...batch, ...right.shape.slice(-2)])
  return dropVectorAxes(multiply(x, y), a.shape.length, b.shape.length) as never
}
