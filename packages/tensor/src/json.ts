/** Numbers as JSON writes them, which has no NaN, no infinities and no zero with a sign. */
import type { DType, TypedArray } from './DType.ts'
import type { Shape } from './Shape.ts'

/** A number, or the name of one that JSON does not have. */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity' | '-0'

/** A tensor as `JSON.stringify` writes it: the elements in row-major order. */
export interface JsonTensor<S extends Shape = Shape, D extends DType = DType> {
  readonly shape: S
  readonly dtype: D
  readonly values: readonly JsonNumber[]
}

const names: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity', '-0'])

const toJson = (v: number): JsonNumber =>
  Object.is(v, -0) ? '-0' : Number.isFinite(v) ? v : (String(v) as JsonNumber)

/** Can this be an element of a tensor in JSON? */
export const isJsonNumber = (x: unknown): x is JsonNumber => typeof x === 'number' || names.has(x)

/** What `JSON.stringify` writes of a tensor. */
export const jsonOf = (values: TypedArray, shape: Shape, dtype: DType): JsonTensor => ({
  shape,
  dtype,
  values: Array.from(values, toJson),
})
