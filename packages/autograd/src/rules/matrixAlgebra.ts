/** The few operations on stacks of matrices that rules of linear algebra are written in. */
import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { bind, type Primitives } from '@gradus/tensor/primitives'
import { zeros } from './algebra.ts'

export const matmul = (a: AnyTensor, b: AnyTensor): AnyTensor =>
  bind('matmul', [a, b], { transposeA: false, transposeB: false })

/** `aᵀ b` */
export const matmulTransposed = (a: AnyTensor, b: AnyTensor): AnyTensor =>
  bind('matmul', [a, b], { transposeA: true, transposeB: false })

export const transpose = (x: AnyTensor): AnyTensor => {
  const last = x.shape.length - 1
  return bind('permute', [x], { axes: x.shape.map((_, i) => (i < last - 1 ? i : 2 * last - 1 - i)) })
}

export const scaled = (x: AnyTensor, by: number): AnyTensor => T.mul(x, by) as AnyTensor

/** The triangle below the diagonal, which it leaves out. */
export const strictlyLower = (x: AnyTensor): AnyTensor => T.tril(x, { k: -1 }) as AnyTensor
export const upper = (x: AnyTensor): AnyTensor => T.triu(x) as AnyTensor

/** `a⁻¹ b` or `a⁻ᵀ b` for a triangular `a`. */
export const solve = (a: AnyTensor, b: AnyTensor, triangle: Primitives['triangularSolve']): AnyTensor =>
  bind('triangularSolve', [a, b], triangle)

const upperTransposed = { lower: false, transpose: true, unitDiagonal: false }

/** `x u⁻¹` for an upper triangular `u`. */
export const divideByUpper = (x: AnyTensor, u: AnyTensor): AnyTensor =>
  transpose(solve(u, transpose(x), upperTransposed))

/** A block of each matrix. */
export const block = (
  x: AnyTensor,
  [top, left]: readonly [number, number],
  [rows, columns]: readonly [number, number],
): AnyTensor => {
  const batch = x.shape.slice(0, -2)
  return bind('slice', [x], { starts: [...batch.map(() => 0), top, left], sizes: [...batch, rows, columns] })
}

/** The matrix in the upper left corner of one of zeros. */
export const enlarge = (x: AnyTensor, rows: number, columns: number): AnyTensor => {
  const [m = 0, n = 0] = x.shape.slice(-2)
  const none = x.shape.map(() => 0)
  return bind('pad', [x], { low: none, high: [...none.slice(2), rows - m, columns - n] })
}

/** Is each place on the diagonal? */
export const onDiagonal = (x: AnyTensor): AnyTensor => {
  const [m = 0, n = 0] = x.shape.slice(-2)
  const ones = T.eye(m, { columns: n, dtype: 'bool' }) as AnyTensor
  return bind('broadcast', [ones], { shape: x.shape })
}

/** A vector for each matrix as the rows of a matrix of that vector, repeated. */
export const repeatRows = (v: AnyTensor, shape: T.Shape): AnyTensor =>
  bind('broadcast', [bind('reshape', [v], { shape: [...v.shape.slice(0, -1), 1, v.shape.at(-1) ?? 0] })], {
    shape,
  })

/** `1 / x`, and 0 on the diagonal, whatever stands there. */
export const inverseOffDiagonal = (x: AnyTensor): AnyTensor => {
  const diagonal = onDiagonal(x)
  const safe = bind('select', [diagonal, T.onesLike(x), x], {})
  return bind('select', [diagonal, zeros(x), bind('div', [T.onesLike(x), safe], {})], {})
}

/** The values of a tensor that a transformation carries along, where it has any by now. */
export const valuesOf = (x: AnyTensor): ReturnType<typeof T.toTypedArray> | undefined => {
  const plain = T.stopGradient(x)
  return T.isConcrete(plain) ? T.toTypedArray(plain) : undefined
}
