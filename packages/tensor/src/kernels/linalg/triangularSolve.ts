/** Triangular systems by substitution, whole rows of the right side at a time. */
import type { TypedArray } from '../../DType.ts'
import { ValueError } from '../../errors.ts'
import type { Primitives } from '../../Primitive.ts'
import type { Shape } from '../../Tensor.ts'
import { load, nameOf, stackOf } from './matrices.ts'

type Triangle = Primitives['triangularSolve']

const zeroOnDiagonal = (a: Float64Array, n: number): number => {
  for (let i = 0; i < n; i++) if (a[i * n + i] === 0) return i
  return -1
}

/** Overwrites `b`, `n` by `k`, with the solution. */
const substitute = (
  a: Float64Array,
  b: Float64Array,
  n: number,
  k: number,
  { lower, transpose, unitDiagonal }: Triangle,
): void => {
  const [rowStep, columnStep] = transpose ? [1, n] : [n, 1]
  const downwards = lower !== transpose
  for (let s = 0; s < n; s++) {
    const i = downwards ? s : n - 1 - s
    const row = b.subarray(i * k, (i + 1) * k)
    for (let r = 0; r < s; r++) {
      const j = downwards ? r : n - 1 - r
      const factor = a[i * rowStep + j * columnStep]!
      if (factor === 0) continue
      for (let c = 0, q = j * k; c < k; c++, q++) row[c] = row[c]! - factor * b[q]!
    }
    if (unitDiagonal) continue
    const diagonal = a[i * n + i]!
    for (let c = 0; c < k; c++) row[c] = row[c]! / diagonal
  }
}

/** `x` with `a x = b`, or `aᵀ x = b`, for each matrix of two equally long stacks; the other triangle is not read. */
export const triangularSolve = (
  a: TypedArray,
  b: TypedArray,
  shape: Shape,
  columns: number,
  triangle: Triangle,
  out: TypedArray,
): void => {
  const { batch, count, rows: n, size } = stackOf(shape)
  for (let t = 0; t < count; t++) {
    const left = load(a, t, size)
    const zero = triangle.unitDiagonal ? -1 : zeroOnDiagonal(left, n)
    if (zero >= 0)
      throw new ValueError(
        'triangularSolve',
        `singular, element ${zero} of the diagonal of ${nameOf(batch, t)} is 0`,
      )
    const right = load(b, t, n * columns)
    substitute(left, right, n, columns, triangle)
    out.set(right, t * n * columns)
  }
}
