/** Products of rows of square matrices. */
import { largest, scaleOf } from './matrices.ts'

/** Of the rows that begin at `i` and `j`. */
export const dot = (x: Float64Array, i: number, j: number, n: number): number => {
  let sum = 0
  for (let k = 0; k < n; k++) sum += x[i + k]! * x[j + k]!
  return sum
}

const lengthOf = (row: Float64Array): number => {
  const scale = scaleOf(largest(row))
  let squares = 0
  for (let k = 0; k < row.length; k++) squares += (row[k]! * scale) ** 2
  return Math.sqrt(squares) / scale
}

/** The length of each row, also where squares are below what a number can hold. */
export const lengthsOf = (x: Float64Array, n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => lengthOf(x.subarray(i * n, (i + 1) * n)))
