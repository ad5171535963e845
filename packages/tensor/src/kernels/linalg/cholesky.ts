/** The Cholesky factor, row by row: row `i` needs only rows above it, which lie before it in memory. */
import type { TypedArray } from '../../DType.ts'
import { ValueError } from '../../errors.ts'
import type { Shape } from '../../Tensor.ts'
import { load, nameOf, stackOf } from './matrices.ts'

const dot = (a: Float64Array, i: number, j: number, count: number): number => {
  let sum = 0
  for (let k = 0; k < count; k++) sum += a[i + k]! * a[j + k]!
  return sum
}

/** Overwrites the lower triangle with the factor; the order of the leading minor that is not positive, or 0. */
const factor = (a: Float64Array, n: number): number => {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) a[i * n + j] = (a[i * n + j]! - dot(a, i * n, j * n, j)) / a[j * n + j]!
    const pivot = a[i * n + i]! - dot(a, i * n, i * n, i)
    // Written so that NaN is refused too.
    if (!(pivot > 0)) return i + 1
    a[i * n + i] = Math.sqrt(pivot)
    a.fill(0, i * n + i + 1, (i + 1) * n)
  }
  return 0
}

/** Lower triangular `l` with `l lᵀ = a` for each matrix of a stack; only lower triangles are read. */
export const cholesky = (x: TypedArray, shape: Shape, out: TypedArray): void => {
  const { batch, count, rows: n, size } = stackOf(shape)
  for (let t = 0; t < count; t++) {
    const a = load(x, t, size)
    const minor = factor(a, n)
    if (minor > 0)
      throw new ValueError(
        'cholesky',
        `not positive definite, the leading minor of order ${minor} of ${nameOf(batch, t)} is not above 0. Add a small multiple of the identity?`,
      )
    out.set(a, t * size)
  }
}
