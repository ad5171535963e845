import { Tree } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { grad } from '@gradus/autograd'
import { describe, expect, test } from 'vitest'
import { chain, start } from '../src/tracing/chain.ts'
import { deepNetwork, growth, line, overhead, tracing } from '../src/tracing/index.ts'
import { byHand, derived, examples, layers } from '../src/tracing/perceptron.ts'
import { median } from '../src/tracing/timing.ts'

describe('the tracing case', () => {
  test('compares with backward code that is right: its gradient is the derived one', () => {
    const [x, y] = examples(7)
    const [value, gradient] = byHand(layers, x, y)
    const [wanted, wantedGradient] = derived(layers, x, y)
    expect(T.item(value)).toBe(T.item(wanted))
    const apart = Tree.zipWith((a, b) => T.max(T.abs(T.sub(a, b))))(gradient, wantedGradient)
    const sizes = Tree.leaves(wantedGradient).map((x) => T.item(T.max(T.abs(x))))
    Tree.leaves(apart).forEach((off, i) => expect(T.item(off)).toBeLessThan(1e-6 * sizes[i]!))
  })

  test('a chain has as many primitives as it says, and a gradient', () => {
    expect(growth(1250, 1).counts?.['equations']).toBe(1250)
    expect(T.toNested(grad(chain(6))(start)).every(Number.isFinite)).toBe(true)
  })

  test('a network of 50 layers has four equations each, and those of the loss', () => {
    const { times, counts } = deepNetwork(50, 1)
    expect(Object.keys(times)).toEqual(['loss', 'lossAndGradient'])
    expect(counts?.['equationsOfLoss']).toBe(50 * 4 + 3)
  })

  test('reports the comparison, the network and the growth', () => {
    const [first] = tracing({ rounds: 1 })
    expect(first!.what).toBe(overhead(1, 1).what)
    expect(line({ what: 'this', times: { a: 1.23456 }, counts: { n: 5 } })).toBe('this: a 1.235 ms, n 5')
  })

  test('the median is the middle, or between the two in the middle', () => {
    expect(median([5, 1, 3])).toBe(3)
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })
})
