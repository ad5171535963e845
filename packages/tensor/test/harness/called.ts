/** Calls with plain arguments among the operands, as the golden files write them. */
import { expect } from 'vitest'
import type { AnyTensor } from '../../src/index.ts'
import * as T from '../../src/index.ts'
import { close, numbers, restore, type Stored } from './stored.ts'

type Argument =
  | number
  | { readonly tensor: Stored }
  | { readonly [option: string]: unknown }
  | readonly Argument[]

export interface Called {
  readonly name: string
  readonly arguments: readonly Argument[]
  readonly answer: Stored | readonly Stored[]
}

const isList = <A>(x: unknown): x is readonly A[] => Array.isArray(x)

const given = (x: Argument): unknown => {
  if (isList<Argument>(x)) return x.map(given)
  return typeof x === 'object' && 'tensor' in x ? restore(x.tensor as Stored) : x
}

export const callByName = (name: string, args: readonly unknown[]): unknown =>
  (T as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>)[name]!(...args)

/** Holds a result to the stored one: shape, element type, values. */
const same = (found: AnyTensor, wanted: Stored): void => {
  expect([found.shape, found.dtype]).toEqual([wanted.shape, wanted.dtype])
  const values = numbers(wanted)
  const rounded = [...T.toTypedArray(found)].map((v, i) => (close(v, values[i]!) ? values[i] : v))
  expect(rounded).toEqual(values)
}

/** Holds a call to the stored answer, which may be a list. */
export const answers = (c: Called): void => {
  const found = callByName(c.name, c.arguments.map(given))
  const wanted = isList<Stored>(c.answer) ? c.answer : [c.answer]
  const results = isList<AnyTensor>(found) ? found : [found as AnyTensor]
  expect(results.length).toBe(wanted.length)
  results.forEach((x, i) => same(x, wanted[i]!))
}

/** What a call throws; what it answers where it throws nothing. */
export const thrownBy = (name: string, args: readonly unknown[]): unknown => {
  try {
    return callByName(name, args)
  } catch (error) {
    return error
  }
}
