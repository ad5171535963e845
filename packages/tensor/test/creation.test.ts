import { describe, expect, test } from 'vitest'
import * as T from '../src/index.ts'
import { load } from './golden.ts'
import { answers, type Called, thrownBy } from './harness/called.ts'

const { cases } = load<{ readonly cases: readonly Called[] }>('creation')

describe('tensors are made as NumPy makes them', () => {
  test.each(cases.map((c, i) => [`${c.name} #${i}`, c] as const))('%s', (_, c) => answers(c))
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
    const error = thrownBy(name, args)
    expect(error).toBeInstanceOf(T.GradusError)
    expect((error as Error).message).toBe(message)
  })
})
