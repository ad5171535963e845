/**
 * Eigenvalues and eigenvectors of symmetric matrices: Householder reflections to tridiagonal form, then QL steps with
 * implicit Wilkinson shifts.
 *
 * Source: G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th edition, 2013, algorithms 8.3.1 to 8.3.3.
 */
import type { TypedArray } from '../../DType.ts'
import { GradusError, ValueError } from '../../errors.ts'
import type { Shape } from '../../Tensor.ts'
import { reflector, reflectRows, vectorOf } from './householder.ts'
import {
  identity,
  largest,
  load,
  nameOf,
  negate,
  pointsBack,
  scaleBy,
  scaleOf,
  stackOf,
  transpose,
} from './matrices.ts'

interface Tridiagonal {
  readonly diagonal: Float64Array
  /** Element `i` stands beside diagonal elements `i` and `i + 1`. */
  readonly beside: Float64Array
}

/** `a ← a - v wᵀ - w vᵀ` in the rows and columns from `k + 1` on, with `w = τ (a v - τ/2 (vᵀ a v) v)`. */
const reflectBothSides = (a: Float64Array, n: number, k: number, v: Float64Array, tau: number): void => {
  const count = n - k - 1
  const w = new Float64Array(count)
  let along = 0
  for (let i = 0; i < count; i++) {
    let sum = 0
    for (let j = 0, p = (k + 1 + i) * n + k + 1; j < count; j++, p++) sum += a[p]! * v[j]!
    w[i] = tau * sum
    along += w[i]! * v[i]!
  }
  for (let i = 0; i < count; i++) w[i] = w[i]! - (tau / 2) * along * v[i]!
  for (let i = 0; i < count; i++) {
    const vi = v[i]!
    const wi = w[i]!
    for (let j = 0, p = (k + 1 + i) * n + k + 1; j < count; j++, p++) a[p] = a[p]! - vi * w[j]! - wi * v[j]!
  }
}

const besideDiagonal = (n: number, k: number) => ({ start: k * n + k + 1, step: 1, count: n - k - 1 })

/** The tridiagonal form; the reflections that lead there stay in the rows of `a`, right of the diagonal. */
const tridiagonalise = (a: Float64Array, n: number): Tridiagonal & { readonly taus: Float64Array } => {
  const taus = new Float64Array(n)
  const diagonal = new Float64Array(n)
  const beside = new Float64Array(n)
  const v = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    diagonal[k] = a[k * n + k]!
    if (k + 1 === n) break
    const at = besideDiagonal(n, k)
    const tau = reflector(a, at)
    taus[k] = tau
    beside[k] = a[at.start]!
    vectorOf(a, at, v)
    if (tau !== 0) reflectBothSides(a, n, k, v, tau)
  }
  return { diagonal, beside, taus }
}

/** The product of the reflections, transposed: its rows are the basis in which the matrix is tridiagonal. */
const basisOf = (a: Float64Array, n: number, taus: Float64Array): Float64Array => {
  const q = identity(n, n)
  const v = new Float64Array(n)
  for (let k = n - 2; k >= 0; k--) {
    vectorOf(a, besideDiagonal(n, k), v)
    const start = (k + 1) * n + k + 1
    reflectRows(q, { start, stride: n, rows: n - k - 1, columns: n - k - 1 }, v, taus[k]!)
  }
  return transpose(q, n, n)
}

/** Turns rows `i` and `i + 1` by an angle of sine `s` and cosine `c`. */
const rotate = (rows: Float64Array, width: number, i: number, s: number, c: number): void => {
  for (let p = i * width, q = p + width, end = q; p < end; p++, q++) {
    const x = rows[p]!
    const y = rows[q]!
    rows[q] = s * x + c * y
    rows[p] = c * x - s * y
  }
}

/** The end of the block that begins at `first`: the next element beside the diagonal that is as good as 0. */
const blockEnd = ({ diagonal, beside }: Tridiagonal, first: number): number => {
  const last = diagonal.length - 1
  for (let i = first; i < last; i++) {
    const scale = Math.abs(diagonal[i]!) + Math.abs(diagonal[i + 1]!)
    if (Math.abs(beside[i]!) <= Number.EPSILON * scale) return i
  }
  return last
}

/** One implicit QL step on the block from `first` to `last`, with the eigenvalue of its first 2×2 block as the shift. */
const qlStep = (
  { diagonal: d, beside: e }: Tridiagonal,
  first: number,
  last: number,
  rows: Float64Array,
): void => {
  const width = rows.length / d.length
  const half = (d[first + 1]! - d[first]!) / (2 * e[first]!)
  const root = Math.sqrt(half * half + 1)
  let g = d[last]! - d[first]! + e[first]! / (half + (half < 0 ? -root : root))
  let [s, c, p] = [1, 1, 0]
  for (let i = last - 1; i >= first; i--) {
    const [f, b] = [s * e[i]!, c * e[i]!]
    const r = Math.sqrt(f * f + g * g)
    e[i + 1] = r
    if (r === 0) {
      d[i + 1] = d[i + 1]! - p
      e[last] = 0
      return
    }
    s = f / r
    c = g / r
    g = d[i + 1]! - p
    const turned = (d[i]! - g) * s + 2 * c * b
    p = s * turned
    d[i + 1] = g + p
    g = c * turned - b
    rotate(rows, width, i, s, c)
  }
  d[first] = d[first]! - p
  e[first] = g
  e[last] = 0
}

/** LAPACK's limit; with Wilkinson's shift two or three steps for each eigenvalue are the rule. */
const stepsEach = 30

/** Makes the form diagonal, turning the rows along. False where that needs more steps than ever seen. */
const diagonalise = (form: Tridiagonal, rows: Float64Array): boolean => {
  const n = form.diagonal.length
  let left = stepsEach * n
  for (let first = 0; first < n; first++)
    for (let last = blockEnd(form, first); last > first; last = blockEnd(form, first)) {
      if (left-- === 0) return false
      qlStep(form, first, last, rows)
    }
  return true
}

interface Eigen {
  readonly values: Float64Array
  /** Eigenvectors as rows, in the order of `values`; none where they are not wanted. */
  readonly vectors: Float64Array
  /** Positions in ascending order. */
  readonly order: readonly number[]
}

/** Of a symmetric matrix, which is overwritten. @throws ValueError where elements are not finite. */
export const eigenOf = (a: Float64Array, n: number, name: string, wantVectors: boolean): Eigen => {
  const max = largest(a)
  if (!Number.isFinite(max))
    throw new ValueError('eigh', `eigenvalues need finite elements, ${name} has ${max} among them`)
  const scale = scaleOf(max)
  scaleBy(a, scale)
  const form = tridiagonalise(a, n)
  const vectors = wantVectors ? basisOf(a, n, form.taus) : new Float64Array(0)
  if (!diagonalise(form, vectors))
    throw new GradusError('eigh', `${name} did not become diagonal in ${stepsEach * n} steps`)
  const values = form.diagonal
  scaleBy(values, 1 / scale)
  for (let i = 0; wantVectors && i < n; i++)
    if (pointsBack(vectors, i * n, 1, n)) negate(vectors, i * n, 1, n)
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => values[i]! - values[j]!)
  return { values, vectors, order }
}

/** Ascending eigenvalues and, where there is room for them, eigenvectors as columns, for each matrix of a stack. */
export const eigh = (x: TypedArray, shape: Shape, [values, vectors]: readonly TypedArray[]): void => {
  const { batch, count, rows: n, size } = stackOf(shape)
  for (let t = 0; t < count; t++) {
    const found = eigenOf(load(x, t, size), n, nameOf(batch, t), vectors !== undefined)
    found.order.forEach((from, to) => {
      values![t * n + to] = found.values[from]!
      if (vectors !== undefined)
        for (let i = 0; i < n; i++) vectors[t * size + i * n + to] = found.vectors[from * n + i]!
    })
  }
}
