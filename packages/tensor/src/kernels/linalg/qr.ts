/** The factors of a matrix with orthonormal columns and with a triangle, by Householder reflections. */
import type { TypedArray } from '../../DType.ts'
import type { Shape } from '../../Tensor.ts'
import { reflector, reflectRows, type Strided, vectorOf } from './householder.ts'
import { identity, load, scaleOf, stackOf } from './matrices.ts'

/** Reflections in the columns of an array, below and with the diagonal. */
export interface Reflections {
  readonly a: Float64Array
  readonly taus: Float64Array
  readonly rows: number
  readonly columns: number
}

const column = (
  { rows, columns }: { readonly rows: number; readonly columns: number },
  k: number,
): Strided => ({
  start: k * columns + k,
  step: columns,
  count: rows - k,
})

/** Overwrites `a` with its triangle, and below it the reflections that lead there. */
const triangularise = (
  a: Float64Array,
  rows: number,
  columns: number,
  prepare: (k: number) => void = () => undefined,
): Reflections => {
  const taus = new Float64Array(Math.min(rows, columns))
  const v = new Float64Array(rows)
  for (let k = 0; k < taus.length; k++) {
    prepare(k)
    const at = column({ rows, columns }, k)
    const tau = reflector(a, at)
    taus[k] = tau
    vectorOf(a, at, v)
    const rest = { start: at.start + 1, stride: columns, rows: rows - k, columns: columns - k - 1 }
    reflectRows(a, rest, v, tau)
  }
  return { a, taus, rows, columns }
}

const squaredLengths = (a: Float64Array, rows: number, columns: number, from: number): Float64Array => {
  const sums = new Float64Array(columns)
  for (let i = from; i < rows; i++)
    for (let j = from; j < columns; j++) sums[j] = sums[j]! + a[i * columns + j]! ** 2
  return sums
}

const swapColumns = (a: Float64Array, columns: number, i: number, j: number): void => {
  for (let at = 0; at < a.length; at += columns) {
    const kept = a[at + i]!
    a[at + i] = a[at + j]!
    a[at + j] = kept
  }
}

interface Pivoted {
  readonly reflections: Reflections
  /** Where each column stood before. */
  readonly order: Int32Array
}

/** The same with the longest column that is left brought forward each time, which makes the rows of the triangle shrink. */
export const triangularisePivoted = (a: Float64Array, rows: number, columns: number): Pivoted => {
  const order = Int32Array.from({ length: columns }, (_, i) => i)
  const bringLongest = (k: number): void => {
    const lengths = squaredLengths(a, rows, columns, k)
    const longest = lengths.indexOf(Math.max(...lengths.subarray(k)), k)
    if (longest <= k) return
    swapColumns(a, columns, k, longest)
    const kept = order[k]!
    order[k] = order[longest]!
    order[longest] = kept
  }
  return { reflections: triangularise(a, rows, columns, bringLongest), order }
}

/** `block ← Q block` for a matrix of as many rows. */
export const applyQ = (reflections: Reflections, block: Float64Array, width: number): void => {
  const { a, taus, rows } = reflections
  const v = new Float64Array(rows)
  for (let k = taus.length - 1; k >= 0; k--) {
    vectorOf(a, column(reflections, k), v)
    reflectRows(block, { start: k * width, stride: width, rows: rows - k, columns: width }, v, taus[k]!)
  }
}

/** Columns of any scale: each is brought near 1 by a power of two, which commutes with reflections. */
const scaleColumns = (a: Float64Array, rows: number, columns: number): Float64Array => {
  const max = new Float64Array(columns)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) max[j] = Math.max(max[j]!, Math.abs(a[i * columns + j]!))
  const scales = max.map(scaleOf)
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) a[i * columns + j] = a[i * columns + j]! * scales[j]!
  return scales
}

/** `q` with `width` orthonormal columns and `r` with `width` rows, `q r = a`, for each matrix of a stack. */
export const qr = (x: TypedArray, shape: Shape, width: number, [q, r]: readonly TypedArray[]): void => {
  const { count, rows, columns, size } = stackOf(shape)
  for (let t = 0; t < count; t++) {
    const a = load(x, t, size)
    const scales = scaleColumns(a, rows, columns)
    const reflections = triangularise(a, rows, columns)
    const basis = identity(rows, width)
    applyQ(reflections, basis, width)
    q!.set(basis, t * rows * width)
    for (let i = 0; i < width; i++)
      for (let j = i; j < columns; j++) r![(t * width + i) * columns + j] = a[i * columns + j]! / scales[j]!
  }
}
