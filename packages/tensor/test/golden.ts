import { readFileSync } from 'node:fs'
import type { AnyTensor, DType } from '../src/index.ts'
import * as T from '../src/index.ts'

/** A tensor as the golden files write it. */
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

export const load = <A>(name: string): A =>
  JSON.parse(readFileSync(new URL(`./golden/${name}.json`, import.meta.url), 'utf8')) as A
