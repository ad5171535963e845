/**
 * Householder reflections `I - τ v vᵀ`, with `v₀ = 1`.
 *
 * Source: G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th edition, 2013, section 5.1. Signs are those of LAPACK:
 * a vector goes to `-sign(x₀) ‖x‖ e₀`, and one that lies along `e₀` already stays.
 */

/** Where a vector lies in an array. */
export interface Strided {
  readonly start: number
  readonly step: number
  readonly count: number
}

/** Squares below this have lost digits, and a reflection made of them would not be one. Matrices come scaled to 1. */
const unsafe = 2 ** -960

/**
 * The reflection that sends a vector to a multiple of `e₀`. The vector is overwritten with `v`, but for its first element,
 * which becomes the multiple. Answers `τ`, 0 where nothing needs to be done.
 */
export const reflector = (x: Float64Array, { start, step, count }: Strided): number => {
  let squares = 0
  for (let i = 1, at = start + step; i < count; i++, at += step) squares += x[at]! * x[at]!
  if (squares < unsafe) return 0
  const first = x[start]!
  const length = Math.sqrt(first * first + squares)
  const image = first > 0 ? -length : length
  for (let i = 1, at = start + step; i < count; i++, at += step) x[at] = x[at]! / (first - image)
  x[start] = image
  return (image - first) / image
}

/** Copies `v` out of the array that `reflector` left it in. */
export const vectorOf = (x: Float64Array, { start, step, count }: Strided, into: Float64Array): void => {
  into[0] = 1
  for (let i = 1, at = start + step; i < count; i++, at += step) into[i] = x[at]!
}

/** A block of rows and columns in a row-major array. */
export interface Block {
  readonly start: number
  readonly stride: number
  readonly rows: number
  readonly columns: number
}

/** `block ← (I - τ v vᵀ) block`, along whole rows. */
export const reflectRows = (
  a: Float64Array,
  { start, stride, rows, columns }: Block,
  v: Float64Array,
  tau: number,
): void => {
  if (tau === 0) return
  const sums = new Float64Array(columns)
  for (let i = 0; i < rows; i++) {
    const factor = v[i]!
    if (factor === 0) continue
    for (let j = 0, p = start + i * stride; j < columns; j++, p++) sums[j] = sums[j]! + factor * a[p]!
  }
  for (let i = 0; i < rows; i++) {
    const factor = tau * v[i]!
    if (factor === 0) continue
    for (let j = 0, p = start + i * stride; j < columns; j++, p++) a[p] = a[p]! - factor * sums[j]!
  }
}
