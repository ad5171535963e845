/** Matrix products of the reference engine. */
import type { TypedArray } from '../DType.ts'

interface Layout {
  readonly m: number
  readonly k: number
  readonly n: number
  readonly transposeA: boolean
  readonly transposeB: boolean
}

/** A copy of one [rows, columns] matrix at `start`, transposed. */
const transposed = (x: TypedArray, start: number, rows: number, columns: number): Float64Array => {
  const out = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) out[j * rows + i] = x[start + i * columns + j]!
  return out
}

/**
 * Adds `a @ b` to `out` for `batch` matrices laid one behind the other. Rows of the product are accumulated in double
 * precision in a fixed order, so a float32 result is rounded once.
 */
export const matmul = (
  a: TypedArray,
  b: TypedArray,
  out: TypedArray,
  batch: number,
  layout: Layout,
): void => {
  const { m, k, n, transposeA, transposeB } = layout
  const row = new Float64Array(n)
  for (let t = 0; t < batch; t++) {
    const right = transposeB ? transposed(b, t * k * n, n, k) : b
    const rightStart = transposeB ? 0 : t * k * n
    const aStart = t * m * k
    const [aRow, aColumn] = transposeA ? [1, m] : [k, 1]
    for (let i = 0; i < m; i++) {
      row.fill(0)
      const at = aStart + i * aRow
      let p = 0
      // Four terms at a time load and store the row a quarter as often; the order of the sum stays the same.
      for (; p + 4 <= k; p += 4) {
        const x0 = a[at + p * aColumn]!
        const x1 = a[at + (p + 1) * aColumn]!
        const x2 = a[at + (p + 2) * aColumn]!
        const x3 = a[at + (p + 3) * aColumn]!
        const from = rightStart + p * n
        for (let j = 0, q = from; j < n; j++, q++)
          row[j] =
            row[j]! + x0 * right[q]! + x1 * right[q + n]! + x2 * right[q + 2 * n]! + x3 * right[q + 3 * n]!
      }
      for (; p < k; p++) {
        const x = a[at + p * aColumn]!
        const from = rightStart + p * n
        for (let j = 0; j < n; j++) row[j] = row[j]! + x * right[from + j]!
      }
      out.set(row, (t * m + i) * n)
    }
  }
}

/** The same of int32, whose products and sums wrap; doubles would lose the low bits of large ones. */
export const matmulInt = (
  a: TypedArray,
  b: TypedArray,
  out: TypedArray,
  batch: number,
  { m, k, n, transposeA, transposeB }: Layout,
): void => {
  for (let at = 0; at < batch * m * n; at++) {
    const t = Math.floor(at / (m * n))
    const i = Math.floor(at / n) % m
    const j = at % n
    let total = 0
    for (let p = 0; p < k; p++) {
      const left = a[t * m * k + (transposeA ? p * m + i : i * k + p)]!
      const right = b[t * k * n + (transposeB ? j * k + p : p * n + j)]!
      total = (total + Math.imul(left, right)) | 0
    }
    out[at] = total
  }
}
