/** Gaussian elimination with exchanges. */
import type { TypedArray } from '../../DType.ts'
import type { Shape } from '../../Tensor.ts'
import { load, stackOf } from './matrices.ts'

interface Work {
  readonly a: Float64Array
  readonly rows: number
  readonly columns: number
  readonly rowOrder: Int32Array
  readonly columnOrder: Int32Array
}

interface Place {
  readonly row: number
  readonly column: number
}

/** The element of largest magnitude in column `k` from row `k` on, or in all columns from there on. */
const pivotOf = ({ a, rows, columns }: Work, k: number, full: boolean): Place => {
  let [row, column, best] = [k, k, Math.abs(a[k * columns + k]!)]
  for (let i = k; i < rows; i++)
    for (let j = k; j < (full ? columns : k + 1); j++) {
      const size = Math.abs(a[i * columns + j]!)
      if (size > best) [row, column, best] = [i, j, size]
    }
  return { row, column }
}

const swap = (x: Float64Array | Int32Array, i: number, j: number): void => {
  const kept = x[i]!
  x[i] = x[j]!
  x[j] = kept
}

/** Brings the pivot to place `k`; -1 for each exchange, which turns the sign of the determinant. */
const exchange = (work: Work, k: number, { row, column }: Place): number => {
  const { a, rows, columns } = work
  if (row !== k) {
    for (let j = 0; j < columns; j++) swap(a, k * columns + j, row * columns + j)
    swap(work.rowOrder, k, row)
  }
  if (column !== k) {
    for (let i = 0; i < rows; i++) swap(a, i * columns + k, i * columns + column)
    swap(work.columnOrder, k, column)
  }
  return (row === k ? 1 : -1) * (column === k ? 1 : -1)
}

/** Takes multiples of row `k` from the rows below. A column of zeros has nothing to take away. */
const eliminate = ({ a, rows, columns }: Work, k: number): void => {
  const pivot = a[k * columns + k]!
  if (pivot === 0) return
  for (let i = k + 1; i < rows; i++) {
    const factor = a[i * columns + k]! / pivot
    a[i * columns + k] = factor
    if (factor === 0) continue
    for (let j = k + 1, p = i * columns + k + 1, q = k * columns + k + 1; j < columns; j++, p++, q++)
      a[p] = a[p]! - factor * a[q]!
  }
}

const factor = (work: Work, full: boolean): number => {
  let sign = 1
  for (let k = 0; k < Math.min(work.rows, work.columns); k++) {
    sign *= exchange(work, k, pivotOf(work, k, full))
    eliminate(work, k)
  }
  return sign
}

/**
 * Of each matrix of a stack: the factors packed in one matrix, the order of rows and columns that they belong to, and the
 * sign of these permutations. Columns are exchanged only by `full` pivoting, which brings zero pivots to the end.
 */
export const lu = (
  x: TypedArray,
  shape: Shape,
  full: boolean,
  [packed, rowOrder, columnOrder, signs]: readonly TypedArray[],
): void => {
  const { count, rows, columns, size } = stackOf(shape)
  for (let t = 0; t < count; t++) {
    const work: Work = {
      a: load(x, t, size),
      rows,
      columns,
      rowOrder: Int32Array.from({ length: rows }, (_, i) => i),
      columnOrder: Int32Array.from({ length: columns }, (_, i) => i),
    }
    signs![t] = factor(work, full)
    packed!.set(work.a, t * size)
    rowOrder!.set(work.rowOrder, t * rows)
    columnOrder!.set(work.columnOrder, t * columns)
  }
}
