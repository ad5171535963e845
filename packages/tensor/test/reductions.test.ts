import { describe, expect, test } from 'vitest'
import * as T from '../src/index.ts'
import { load } from './golden.ts'
import { answers, type Called, thrownBy } from './harness/called.ts'

const { cases } = load<{ readonly cases: readonly Called[] }>('reductions')

describe('norms, order statistics and running totals equal NumPy’s', () => {
  test.each(cases.map((c, i) => [`${c.name} #${i}`, c] as const))('%s', (_, c) => answers(c))
})

describe('mistakes', () => {
  test.each<readonly [string, readonly unknown[], string]>([
    ['norm', [T.ones([2]), { ord: 3 }], "norm: ord is 1, 2 or 'inf', got 3"],
    ['norm', [T.ones([2]), { axis: 1 }], 'norm: axis 1 is out of range for shape [2] of rank 1'],
    ['median', [T.ones([2, 0])], 'median: the median of no elements is undefined, [2,0] has none there'],
    ['median', [T.ones([2]), { axis: [0, 0] }], 'median: axis 0 is named twice in [0,0]'],
    [
      'quantile',
      [T.ones([0]), 0.5],
      'quantile: the quantile of no elements is undefined, [0] has none there',
    ],
    ['quantile', [T.ones([2]), 1.5], 'quantile: probabilities lie between 0 and 1, got 1.5'],
    ['quantile', [T.ones([2]), [0, NaN]], 'quantile: probabilities lie between 0 and 1, got NaN'],
    ['quantile', [T.ones([2]), 0, { axis: -2 }], 'quantile: axis -2 is out of range for shape [2] of rank 1'],
    ['cumSum', [T.ones([2]), { axis: 1 }], 'cumSum: axis 1 is out of range for shape [2] of rank 1'],
    ['cumProd', [T.tensor(1), { axis: 0 }], 'cumProd: axis 0 is out of range for shape [] of rank 0'],
    ['cumMax', [T.ones([2]), { axis: 0.5 }], 'cumMax: axis 0.5 is out of range for shape [2] of rank 1'],
  ])('%s', (name, args, message) => {
    const error = thrownBy(name, args)
    expect(error).toBeInstanceOf(T.GradusError)
    expect((error as Error).message).toBe(message)
  })
})
