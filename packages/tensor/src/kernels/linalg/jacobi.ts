/** Jacobi rotations that make the rows of a matrix orthogonal, two at a time. */
import { GradusError } from '../../errors.ts'
import { dot } from './rows.ts'

const rotate = (x: Float64Array, i: number, j: number, n: number, c: number, s: number): void => {
  for (let k = 0; k < n; k++) {
    const a = x[i + k]!
    const b = x[j + k]!
    x[i + k] = c * a - s * b
    x[j + k] = s * a + c * b
  }
}

/** The tangent of the smaller angle that makes two rows of these squared lengths and this product orthogonal. */
const tangentOf = (a: number, b: number, product: number): number => {
  const half = (b - a) / (2 * product)
  return (half < 0 ? -1 : 1) / (Math.abs(half) + Math.sqrt(1 + half * half))
}

/** Of matrices that are scaled to 1. Squares of shorter rows have lost digits, so that nothing can be made orthogonal to them. */
export const shortestRow = 2 ** -480

/** Makes each pair of rows orthogonal once, and does the same to `along`. True where nothing had to be done. */
const sweep = (x: Float64Array, along: Float64Array, n: number): boolean => {
  const tolerance = Number.EPSILON * Math.sqrt(n)
  const width = along.length / n
  const squares = Float64Array.from({ length: n }, (_, i) => dot(x, i * n, i * n, n))
  let done = true
  for (let i = 0; i < n - 1; i++)
    for (let j = i + 1; j < n; j++) {
      const a = squares[i]!
      const b = squares[j]!
      if (Math.min(a, b) < shortestRow ** 2) continue
      const product = dot(x, i * n, j * n, n)
      if (Math.abs(product) <= tolerance * Math.sqrt(a) * Math.sqrt(b)) continue
      done = false
      const t = tangentOf(a, b, product)
      const c = 1 / Math.sqrt(1 + t * t)
      rotate(x, i * n, j * n, n, c, c * t)
      rotate(along, i * width, j * width, width, c, c * t)
      squares[i] = a - t * product
      squares[j] = b + t * product
    }
  return done
}

/** Ten are the rule. */
const mostSweeps = 60

/** Makes all rows orthogonal, and does the same to `along`. */
export const orthogonalise = (x: Float64Array, along: Float64Array, n: number, name: string): void => {
  for (let s = 0; s < mostSweeps; s++) if (sweep(x, along, n)) return
  throw new GradusError('svd', `the rows of ${name} did not become orthogonal in ${mostSweeps} sweeps`)
}
