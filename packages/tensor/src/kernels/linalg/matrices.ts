/**
 * What the decompositions of the reference engine share: stacks of matrices, and workspaces in double precision.
 *
 * Every decomposition reads one matrix into a `Float64Array`, works there, and rounds its results once, so that float32
 * gets the accuracy of float64.
 *
 * @module
 */
import type { TypedArray } from '../../DType.ts'
import { type Shape, sizeOf } from '../../Tensor.ts'

/** The sizes of a stack of matrices. */
export interface Stack {
  readonly batch: Shape
  /** How many matrices there are. */
  readonly count: number
  readonly rows: number
  readonly columns: number
  /** The elements of one matrix. */
  readonly size: number
}

export const stackOf = (shape: Shape): Stack => {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1]
  const batch = shape.slice(0, -2)
  return { batch, count: sizeOf(batch), rows, columns, size: rows * columns }
}

/** A copy of matrix `t` to work on. */
export const load = (from: TypedArray, t: number, size: number): Float64Array =>
  Float64Array.from(from.subarray(t * size, (t + 1) * size))

/** Matrix `t` in the words of messages: `the matrix`, or `matrix [2,0]` of a stack. */
export const nameOf = (batch: Shape, t: number): string => {
  if (batch.length === 0) return 'the matrix'
  const index = batch.map((d, i) => Math.floor(t / sizeOf(batch.slice(i + 1))) % d)
  return `matrix [${index.join(',')}]`
}

/** The transpose of a `rows` by `columns` matrix. */
export const transpose = (a: Float64Array, rows: number, columns: number): Float64Array => {
  const out = new Float64Array(a.length)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = a[i * columns + j]!
  return out
}

/** The identity's first `columns` columns. */
export const identity = (rows: number, columns: number): Float64Array => {
  const out = new Float64Array(rows * columns)
  for (let i = 0; i < Math.min(rows, columns); i++) out[i * columns + i] = 1
  return out
}

export const largest = (a: Float64Array): number => {
  let max = 0
  for (let i = 0; i < a.length; i++) {
    const x = Math.abs(a[i]!)
    if (x > max || Number.isNaN(x)) max = x
    if (Number.isNaN(max)) return max
  }
  return max
}

/**
 * The power of two that brings numbers up to `max` near 1: multiplying by it is exact, and afterwards squares neither
 * overflow nor vanish.
 */
export const scaleOf = (max: number): number =>
  max === 0 || !Number.isFinite(max) ? 1 : 2 ** -Math.max(-1000, Math.min(1000, Math.floor(Math.log2(max))))

export const scaleBy = (a: Float64Array, factor: number): void => {
  if (factor === 1) return
  for (let i = 0; i < a.length; i++) a[i] = a[i]! * factor
}

/** Is the largest element in magnitude of a row or column negative? Of elements as good as equal the first one counts. */
export const pointsBack = (a: Float64Array, start: number, step: number, count: number): boolean => {
  let best = 0
  for (let i = 0, at = start; i < count; i++, at += step)
    if (Math.abs(a[at]!) > Math.abs(best) * (1 + 1e-10)) best = a[at]!
  return best < 0
}

/** Turns a vector around; zeros stay positive, because `-0` prints so. */
export const negate = (a: Float64Array, start: number, step: number, count: number): void => {
  for (let i = 0, at = start; i < count; i++, at += step) a[at] = 0 - a[at]!
}
