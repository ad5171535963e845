import { readFileSync } from 'node:fs'
import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor, FloatDType } from '@gradus/tensor'
import { expect } from 'vitest'

/** Nested numbers under names, as the scripts in tools/golden write them. */
export type Numbers = number | readonly Numbers[] | { readonly [name: string]: Numbers }

/** The parameters of the golden cases. */
export interface Params {
  readonly dense_0: { readonly kernel: AnyTensor; readonly bias: AnyTensor }
  readonly temperature: AnyTensor
}

/** What a transformation did at each step, and where that led. */
interface Run {
  readonly updates: readonly Numbers[]
  readonly params: Numbers
}

/** The content of transformations.json. */
export interface TransformationsFile {
  readonly params: Numbers
  readonly gradients: readonly Numbers[]
  readonly cases: Readonly<Record<string, Readonly<Record<FloatDType, Run>>>>
}

/** The content of schedules.json. */
export interface SchedulesFile {
  /** The values in float64, little-endian, in base64. */
  readonly cases: Readonly<Record<string, string>>
}

/** Numbers from base64 of float64. */
export const decoded = (text: string): Float64Array =>
  new Float64Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)

/** A golden file of this package. */
export const golden = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), 'utf8'))

const isRecord = (x: Numbers): x is { readonly [name: string]: Numbers } =>
  typeof x === 'object' && !Array.isArray(x)

/** A tree of tensors from nested numbers. */
const toTree = (numbers: Numbers, dtype: FloatDType): unknown =>
  isRecord(numbers)
    ? Object.fromEntries(Object.entries(numbers).map(([name, x]) => [name, toTree(x, dtype)]))
    : (T.tensor(numbers as readonly number[], { dtype }) as AnyTensor)

/** Parameters, or gradients of their structure, from nested numbers. */
export const toParams = (numbers: Numbers, dtype: FloatDType): Params => toTree(numbers, dtype) as Params

const distance = (found: number, expected: number, rtol: number, atol: number): number =>
  Math.abs(found - expected) / (atol + rtol * Math.abs(expected))

/** Expects each leaf to have the values, the shape and the element type of its namesake. */
export const expectClose = (found: unknown, expected: unknown, rtol: number, atol: number): void => {
  expect(Tree.paths(found)).toEqual(Tree.paths(expected))
  Tree.zipWith((a, b, path): string => {
    expect([path, a.shape, a.dtype]).toEqual([path, b.shape, b.dtype])
    const values = T.toTypedArray(b)
    const worst = Math.max(0, ...T.toTypedArray(a).map((x, i) => distance(x, values[i] ?? NaN, rtol, atol)))
    expect(worst, `${path}: ${String(a)} against ${String(b)}`).toBeLessThanOrEqual(1)
    return path
  })(found, expected)
}
