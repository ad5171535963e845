/** What brings a triangle near to orthogonal rows, so that Jacobi rotations have little to do. */
import { eigenOf } from './eigh.ts'
import { identity } from './matrices.ts'
import { dot, lengthsOf } from './rows.ts'

/** Rows of which none is so short that its products with itself are lost beside those of the longest. */
const areComparable = (lengths: Float64Array): boolean =>
  Math.min(...lengths) > Math.sqrt(Number.EPSILON) * Math.max(...lengths)

const productsOf = (x: Float64Array, n: number): Float64Array => {
  const out = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const product = dot(x, i * n, j * n, n)
      out[i * n + j] = product
      out[j * n + i] = product
    }
  return out
}

/** `x ← v x` for an upper triangular `x`. */
const combineRows = (v: Float64Array, x: Float64Array, n: number): void => {
  const old = Float64Array.from(x)
  x.fill(0)
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const factor = v[i * n + k]!
      for (let j = k, p = i * n + k, q = k * n + k; j < n; j++, p++, q++) x[p] = x[p]! + factor * old[q]!
    }
}

/**
 * Turns the rows of a triangle by the eigenvectors of its products, after which three sweeps do where ten did: 200 × 200 in
 * 0.05 s instead of 0.14 s. What was done, as a matrix. Since that is orthogonal to the last digits whatever it is, it
 * changes no singular value by more than these.
 */
export const nearlyOrthogonalise = (x: Float64Array, n: number, name: string): Float64Array => {
  if (!areComparable(lengthsOf(x, n))) return identity(n, n)
  const { vectors } = eigenOf(productsOf(x, n), n, name, true)
  combineRows(vectors, x, n)
  return vectors
}
