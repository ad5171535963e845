import { describe, expect, test } from 'vitest'
import type { AnyTensor } from '../src/index.ts'
import * as T from '../src/index.ts'
import { load } from './golden.ts'
import { close, numbers, restore, type Stored } from './harness/stored.ts'

type Argument =
  | number
  | { readonly tensor: Stored }
  | { readonly [option: string]: unknown }
  | readonly Argument[]
interface CreationCase {
  readonly name: string
  readonly arguments: readonly Argument[]
  readonly answer: Stored | readonly Stored[]
}

const { cases } = load<{ readonly cases: readonly CreationCase[] }>('creation')

const isList = <A>(x: unknown): x is readonly A[] => Array.isArray(x)
const given = (x: Argument): unknown => {
  if (isList<Argument>(x)) return x.map(given)
  return typeof x === 'object' && 'tensor' in x ? restore(x.tensor as Stored) : x
}
const call = (name: string, ...args: readonly unknown[]): unknown =>
  (T as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>)[name]!(...args)

const same = (found: AnyTensor, wanted: Stored): void => {
  expect([found.shape, found.dtype]).toEqual([wanted.shape, wanted.dtype])
  const values = numbers(wanted)
  const rounded = [...T.toTypedArray(found)].map((v, i) => (close(v, values[i]!) ? values[i] : v))
  expect(rounded).toEqual(values)
}

describe('tensors are made as NumPy makes them', () => {
  test.each(cases.map((c, i) => [`${c.name} #${i}`, c] as const))('%s', (_, c) => {
    const found = call(c.name, ...c.arguments.map(given))
    const wanted = isList<Stored>(c.answer) ? c.answer : [c.answer]
    const results = isList<AnyTensor>(found) ? found : [found as AnyTensor]
    expect(results.length).toBe(wanted.length)
    results.forEach((x, i) => same(x, wanted[i]!))
  })
})

describe('mistakes', () => {
  test.each<readonly [string, readonly unknown[], string]>([
    [
      'fullLike',
      [T.zeros([2], { dtype: 'int32' }), 0.5],
      'fullLike: 0.5 (element 0) is not a value of int32',
    ],
    ['logspace', [0, 1, 2.5], 'logspace: dimensions are whole numbers from 0, axis 0 of [2.5] is 2.5'],
    ['logspace', [0, 1, 3, { dtype: 'int32' }], `logspace: ${10 ** 0.5} (element 1) is not a value of int32`],
    ['tri', [-1], 'tri: dimensions are whole numbers from 0, axis 0 of [-1,-1] is -1'],
    ['tri', [2, 2, { k: 0.5 }], 'tri: the diagonal k is a whole number, got 0.5'],
    ['tril', [T.ones([3])], 'tril: takes a matrix or a stack of them, got [3] of rank 1'],
    ['triu', [T.tensor(1)], 'triu: takes a matrix or a stack of them, got [] of rank 0'],
    ['triu', [T.ones([2, 2]), { k: NaN }], 'triu: the diagonal k is a whole number, got NaN'],
    ['diag', [T.ones([1, 2, 3])], 'diag: takes a vector or a matrix, got [1,2,3] of rank 3'],
    ['diag', [T.ones([2]), { k: 1.5 }], 'diag: the diagonal k is a whole number, got 1.5'],
    ['meshgrid', [[T.ones([2]), T.ones([2, 3])]], 'meshgrid: takes vectors, got [2,3] of rank 2'],
  ])('%s', (name, args, message) => {
    const thrown = (): unknown => {
      try {
        return call(name, ...args)
      } catch (error) {
        return error
      }
    }
    expect(thrown()).toBeInstanceOf(T.GradusError)
    expect((thrown() as Error).message).toBe(message)
  })
})
