/** Tensors as the golden files write them, for Node and browsers alike. */
import type { AnyTensor, DType } from '../../src/index.ts'
import * as T from '../../src/index.ts'

export interface Stored {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly values: readonly (number | boolean | string)[]
}

const words: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity }

export const numbers = ({ values }: Stored): readonly number[] =>
  values.map((v) => (typeof v === 'string' ? (words[v] ?? NaN) : Number(v)))

export const restore = (stored: Stored): AnyTensor =>
  T.reshape(T.tensor(numbers(stored), { dtype: stored.dtype }) as AnyTensor, stored.shape) as AnyTensor

/** An operation, its operands, and what an independent program answers. */
export interface Case {
  readonly name: string
  readonly operands: readonly Stored[]
  readonly options: unknown
  readonly answer: Stored
}

type Operation = (...operands: readonly unknown[]) => AnyTensor

export const call = ({ name, options }: Case, operands: readonly AnyTensor[]): AnyTensor => {
  const operation = (T as unknown as Readonly<Record<string, Operation>>)[name]!
  return operation(...operands, ...(options === null ? [] : [options]))
}

/** Double precision: a few units in the last place, since two math libraries round differently. */
export const close = (found: number, wanted: number): boolean =>
  found === wanted ||
  (Number.isNaN(found) && Number.isNaN(wanted)) ||
  Math.abs(found - wanted) <= 4e-15 * Math.max(1, Math.abs(wanted))
