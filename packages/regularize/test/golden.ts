import { readFileSync } from 'node:fs'
import * as T from '@gradus/tensor'
import type { AnyTensor, DType } from '@gradus/tensor'
import { expect } from 'vitest'

/** Nested numbers, as the scripts in tools/golden write them. */
export type Numbers = number | readonly Numbers[]

/** A golden file of this package. */
export const golden = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), 'utf8'))

/** A tensor from nested numbers. */
export const toTensor = (numbers: Numbers, dtype: DType): AnyTensor =>
  T.tensor(numbers as readonly number[], { dtype }) as AnyTensor

/** Expects a tensor to have the values and the shape of nested numbers. */
export const expectClose = (found: AnyTensor, expected: Numbers, rtol: number, atol: number): void => {
  const wanted = toTensor(expected, 'float64')
  expect(found.shape).toEqual(wanted.shape)
  const values = T.toTypedArray(wanted)
  const distances = [...T.toTypedArray(found)].map((x, i) => {
    const y = values[i] ?? NaN
    const distance = Math.abs(x - y) / (atol + rtol * Math.abs(y))
    return Number.isNaN(distance) ? Infinity : distance
  })
  expect(Math.max(0, ...distances), `${String(found)} against ${String(wanted)}`).toBeLessThanOrEqual(1)
}

/** The same tree with leaves of another element type. */
export const float64 = (numbers: Numbers): AnyTensor => toTensor(numbers, 'float64')
