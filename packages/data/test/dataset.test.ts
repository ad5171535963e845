import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  batchCount,
  batches,
  epochOrder,
  fromArrays,
  fromTensors,
  iris,
  relabel,
  subset,
  take,
} from '../src/index.ts'
import golden from './golden/orders.json' with { type: 'json' }

const numbers = (n: number) =>
  fromArrays(
    Array.from({ length: n }, (_, i) => [i, -i]),
    Array.from({ length: n }, (_, i) => i),
  )

const firsts = (x: T.AnyTensor): readonly number[] => Array.from(T.toTypedArray(x))

describe('constructors', () => {
  test('keep tensors as they are', () => {
    const x = T.ones([3, 2, 2])
    const y = T.tensor([0, 1, 2], { dtype: 'int32' })
    expect(fromTensors(x, y)).toEqual({ x, y, size: 3, part: 'all' })
  })

  test.each([
    [
      () => fromTensors(T.ones([3, 2]), T.ones([2])),
      'fromTensors: x and y must have as many rows as each other, got 3 and 2: [3,2] and [2]',
    ],
    [
      () => fromTensors(T.tensor(1), T.ones([1])),
      'fromTensors: x must have a first axis that counts the examples, got a scalar',
    ],
    [
      () => fromArrays([[1, 2], [3]], [0, 1]),
      'fromArrays: the rows of x must be equally long, row 0 has 2 numbers and row 1 has 1',
    ],
    [
      () => fromArrays([1, 2] as never, [0, 1]),
      'fromArrays: x is an array of rows, row 0 is 1. With one column, write [[1], [2]]',
    ],
    [
      () =>
        fromArrays(
          [
            [1, 2],
            [3, '4'],
          ] as never,
          [0, 1],
        ),
      'fromArrays: x holds numbers, row 1, column 1 is "4". For a table with text, use tableToDataset',
    ],
    [
      () => fromArrays([[1], [null]] as never, [0, 1]),
      'fromArrays: x holds numbers, row 1, column 0 is null. For a table with text, use tableToDataset',
    ],
    [
      () => fromArrays([[1], [2]], [0, 1.5]),
      'fromArrays: labels must be whole numbers from 0, label 1 is 1.5. For a regression give rows: [[1.5], [2.5]]',
    ],
    [
      () => fromArrays([[1], [2]], [[0]]),
      'fromTensors: x and y must have as many rows as each other, got 2 and 1: [2,1] and [1,1]',
    ],
  ])('refuse what does not fit (%#)', (make, message) => {
    expect(make).toThrow(message)
  })
})

describe('subset and take', () => {
  const set = numbers(5)

  test('choose rows of both tensors', () => {
    const chosen = subset([4, 0, 4])(set)
    expect(T.toNested(chosen.x as T.AnyTensor)).toEqual([
      [4, -4],
      [0, -0],
      [4, -4],
    ])
    expect(firsts(chosen.y)).toEqual([4, 0, 4])
    expect(chosen.size).toBe(3)
  })

  test('keep the part', () => {
    expect(take(2)(relabel('test')(set)).part).toBe('test')
  })

  test('give nothing and all', () => {
    expect(take(0)(set).x.shape).toEqual([0, 2])
    expect(firsts(take(9)(set).y)).toEqual([0, 1, 2, 3, 4])
  })

  test.each([
    [() => subset([0, 5])(set), 'subset: indices must be whole numbers from 0 to 4, index 1 is 5'],
    [() => subset([-1])(set), 'subset: indices must be whole numbers from 0 to 4, index 0 is -1'],
    [() => subset([0.5])(set), 'subset: indices must be whole numbers from 0 to 4, index 0 is 0.5'],
    [() => take(-1)(set), 'take: n must be a whole number from 0, got -1'],
    [() => take(1.5)(set), 'take: n must be a whole number from 0, got 1.5'],
  ])('refuse what is no row (%#)', (choose, message) => {
    expect(choose).toThrow(message)
  })

  test('compose: a subset of a subset is a subset', () => {
    const index = fc.nat({ max: 4 })
    fc.assert(
      fc.property(fc.array(index, { minLength: 5, maxLength: 9 }), fc.array(index), (b, a) => {
        const twice = subset(a)(subset(b)(set))
        const once = subset(a.map((i) => b[i]!))(set)
        expect(firsts(twice.x)).toEqual(firsts(once.x))
        expect(firsts(twice.y)).toEqual(firsts(once.y))
      }),
    )
  })
})

describe('batches', () => {
  const key = Rng.key(3)

  test.each(golden.orders)('follow the order of JAX for seed $seed, epoch $epoch, $size examples', (row) => {
    const order = epochOrder({ key: Rng.key(row.seed), epoch: row.epoch })(row.size)
    expect(firsts(order)).toEqual(row.order)
    const dealt = [...batches({ size: 4, key: Rng.key(row.seed), epoch: row.epoch })(numbers(row.size))]
    expect(dealt.flatMap(({ y }) => firsts(y))).toEqual(row.order)
  })

  test('come as the examples stand when there is no key', () => {
    const dealt = [...batches({ size: 2 })(numbers(5))]
    expect(dealt.map(({ y, position }) => [firsts(y), position])).toEqual([
      [[0, 1], 0],
      [[2, 3], 1],
      [[4], 2],
    ])
  })

  test('leave out the short one when asked', () => {
    const dealt = [...batches({ size: 2, dropLast: true })(numbers(5))]
    expect(dealt.map(({ x }) => x.shape)).toEqual([
      [2, 2],
      [2, 2],
    ])
  })

  test('can be walked twice', () => {
    const epoch = batches({ size: 4, key, epoch: 0 })(numbers(10))
    const walk = () => [...epoch].map(({ indices }) => firsts(indices))
    expect(walk()).toEqual(walk())
  })

  test('deal every example once, in rows that belong together, from any position on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat({ max: 2 ** 31 }),
        fc.nat({ max: 1000 }),
        fc.nat({ max: 45 }),
        (n, size, seed, epoch, from) => {
          const options = { size, key: Rng.key(seed), epoch }
          const all = [...batches(options)(numbers(n))]
          expect(all).toHaveLength(batchCount({ size })(n))
          const dealt = all.flatMap(({ indices }) => firsts(indices))
          expect(dealt.toSorted((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
          for (const { x, y, indices } of all) {
            expect(firsts(y)).toEqual(firsts(indices))
            expect(firsts(x)).toEqual(firsts(indices).flatMap((i) => [i, -i]))
          }
          const rest = [...batches({ ...options, from })(numbers(n))]
          expect(rest.map(({ position, y }) => [position, firsts(y)])).toEqual(
            all.slice(from).map(({ position, y }) => [position, firsts(y)]),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  test('come in another order in another epoch and under another key', () => {
    const order = (seed: number, epoch: number) => firsts(epochOrder({ key: Rng.key(seed), epoch })(150))
    expect(order(0, 1)).not.toEqual(order(0, 0))
    expect(order(1, 0)).not.toEqual(order(0, 0))
  })

  test.each([
    [() => batches({ size: 0 }), 'batches: size must be a whole number from 1, got 0'],
    [() => batches({ size: 2.5 }), 'batches: size must be a whole number from 1, got 2.5'],
    [() => batches({ size: 2, from: -1 }), 'batches: from must be a whole number from 0, got -1'],
    [() => batches({ size: 2, key, epoch: 0.5 }), 'batches: epoch must be a whole number from 0, got 0.5'],
  ])('refuse impossible settings (%#)', (make, message) => {
    expect(make).toThrow(message)
  })

  test('of nothing are none', () => {
    expect([...batches({ size: 2, key, epoch: 0 })(take(0)(iris()))]).toEqual([])
  })
})
