import { describe, expect, test } from 'vitest'
import type { Shape } from '../../src/Tensor.ts'
import type { Nest } from '../../src/wasm/nest/nest.ts'
import {
  dense,
  type Fill,
  loadOf,
  nestOf,
  numberOf,
  type Outcome,
  runNest,
  small,
  type Step,
  subsets,
} from '../harness/nests.ts'

const sizes = Array.from({ length: 40 }, (_, i) => i + 1)
const shapes = (n: number): readonly Shape[] => [[n], [3, n], [n, 5], [2, n, 3], [2, 3, 2, n]]

const every = (n: number): readonly { readonly shape: Shape; readonly reduced: readonly number[] }[] =>
  shapes(n).flatMap((shape) =>
    subsets(shape.length)
      .filter((axes) => axes.length > 0)
      .map((reduced) => ({ shape, reduced })),
  )

/** Stores of these values: of rows, of whole ones. */
const stores = (
  shape: Shape,
  reduced: readonly number[],
  rows: readonly number[],
  whole: readonly number[],
): Nest['stores'] => [
  ...rows.map((value) => ({ value, strides: dense(shape, reduced) })),
  ...whole.map((value) => ({ value, strides: dense(shape) })),
]

const exact = (nest: Nest, outcomes: readonly Outcome[] = runNest(nest, small(nest))): void =>
  outcomes.forEach(({ found, wanted }) =>
    expect(
      found.map((v) => v + 0),
      JSON.stringify(nest),
    ).toEqual(wanted.map((v) => v + 0)),
  )

/**
 * Within some units of the precision of the largest result, or of what it is the sum of. The plain evaluation adds doubles up
 * one after the other, which costs it a few bits, and floats in double precision.
 */
const near = (nest: Nest, fill: Fill, summand = 0): void =>
  runNest(nest, fill).forEach(({ found, wanted }) => {
    const bound =
      (found instanceof Float64Array ? 2 ** -48 : 2 ** -21) * Math.max(summand, ...[...wanted].map(Math.abs))
    const worst = Math.max(...[...found].map((v, i) => Math.abs(v - wanted[i]!)))
    expect(worst, JSON.stringify(nest)).toBeLessThanOrEqual(bound)
  })

describe.each(['float32', 'float64'] as const)('of %s', (float) => {
  describe('reductions', () => {
    test.each(sizes)('%d long, over any axes, of floats and whole numbers', (n) => {
      for (const { shape, reduced } of every(n)) {
        const loads = [
          loadOf(float, shape),
          loadOf('int32', shape),
          loadOf('bool', shape),
          loadOf('float32', shape),
        ]
        const steps: readonly Step[] = [
          ['reduceSum', [0]],
          ['reduceMax', [0]],
          ['reduceMin', [1]],
          ['cast', [2], { dtype: 'int32' }],
          ['reduceSum', [7]],
          ['reduceMax', [1]],
          ['reduceMin', [3]],
          ['reduceSum', [3]],
        ]
        exact(nestOf(shape, reduced, loads, steps, stores(shape, reduced, [4, 5, 6, 8, 9, 10, 11], [7])))
      }
    })

    test('of NaN and infinities', () => {
      const special = [1, 2, Infinity, 3, -Infinity, 4, NaN, -0]
      for (const n of [1, 2, 3, 5, 8, 19])
        for (const reduced of [[0], [1]])
          for (const shift of [0, 1, 2, 3, 4, 5, 6, 7]) {
            const shape = [n, 6]
            const names = ['reduceSum', 'reduceMax', 'reduceMin'] as const
            const nest = nestOf(
              shape,
              reduced,
              [loadOf(float, shape)],
              names.map((name): Step => [name, [0]]),
              stores(shape, reduced, [1, 2, 3], []),
            )
            exact(
              nest,
              runNest(nest, (_, place) => special[(place * 3 + shift) % 8]!),
            )
          }
    })

    test('at strides of any sign, rows stored at strides too', () => {
      for (const n of [1, 3, 4, 6, 17])
        for (const [a, b] of [
          [-20, 1],
          [1, 5],
          [2, -40],
          [0, 2],
          [3, 0],
          [-1, -18],
        ] as const)
          for (const reduced of [[0], [1], [0, 1]]) {
            const load = { from: 'memory', dtype: float, strides: [a, b] } as const
            const strides = [0, 1].map((axis) => (reduced.includes(axis) ? 0 : axis === 0 ? -2 : 3))
            exact(nestOf([5, n], reduced, [load], [['reduceSum', [0]]], [{ value: 1, strides }]))
          }
    })

    test('of numbers and of what belongs to rows', () => {
      for (const n of [1, 2, 5, 16, 21])
        for (const { shape, reduced } of every(n)) {
          const loads = [numberOf(float, 3), loadOf(float, shape, reduced), loadOf(float, shape)]
          const steps: readonly Step[] = [
            ['reduceSum', [0]],
            ['reduceSum', [1]],
            ['neg', [0]],
            ['mul', [1, 5]],
            ['reduceMax', [6]],
            ['add', [2, 4]],
          ]
          exact(nestOf(shape, reduced, loads, steps, stores(shape, reduced, [3, 4, 5, 7], [1, 8])))
        }
    })

    test('in many rows, which are shared out', () => {
      for (const { shape, reduced } of [
        { shape: [300, 21], reduced: [1] },
        { shape: [21, 300], reduced: [0] },
        { shape: [4, 9, 100], reduced: [1] },
        { shape: [4, 9, 100], reduced: [0, 2] },
        { shape: [3, 2000], reduced: [1] },
      ])
        exact(
          nestOf(
            shape,
            reduced,
            [loadOf(float, shape)],
            [
              ['reduceSum', [0]],
              ['sub', [0, 1]],
            ],
            stores(shape, reduced, [1], [2]),
          ),
        )
    })
  })

  describe('rows that are gone through again', () => {
    const waves: Fill = (load, place) => Math.fround(Math.sin(place * 1.7 + load))
    const softmax: readonly Step[] = [
      ['reduceMax', [0]],
      ['sub', [0, 1]],
      ['exp', [2]],
      ['reduceSum', [3]],
      ['div', [3, 4]],
    ]

    test.each(sizes)('softmax, %d long', (n) => {
      for (const { shape, reduced } of every(n))
        near(
          nestOf(shape, reduced, [loadOf(float, shape)], softmax, stores(shape, reduced, [1, 4], [5])),
          waves,
        )
    })

    test('softmax whose exponentials wait where the result will be', () => {
      for (const n of [1, 3, 4, 9, 16, 17, 31])
        for (const { shape, reduced } of every(n)) {
          const nest = nestOf(
            shape,
            reduced,
            [loadOf(float, shape)],
            softmax,
            stores(shape, reduced, [], [5, 3]),
          )
          const [apart] = runNest(nest, waves)
          const [together] = runNest(nest, waves, new Map([[1, 0]]))
          expect(together!.found).toEqual(apart!.found)
        }
    })

    test.each(sizes)('layer norm and its variance, %d long', (n) => {
      for (const { shape, reduced } of every(n)) {
        const count = reduced.reduce((product, axis) => product * shape[axis]!, 1)
        const scale = shape.map((_, axis) => axis).filter((axis) => !reduced.includes(axis))
        const loads = [
          loadOf(float, shape),
          numberOf(float, 1 / count),
          numberOf(float, 0.1),
          loadOf(float, shape, scale),
        ]
        const steps: readonly Step[] = [
          ['reduceSum', [0]],
          ['mul', [4, 1]],
          ['sub', [0, 5]],
          ['mul', [6, 6]],
          ['reduceSum', [7]],
          ['mul', [8, 1]],
          ['add', [9, 2]],
          ['sqrt', [10]],
          ['div', [6, 11]],
          ['mul', [12, 3]],
        ]
        near(nestOf(shape, reduced, loads, steps, stores(shape, reduced, [5, 9], [13])), waves, 1)
      }
    })

    test('four times', () => {
      for (const n of [1, 3, 4, 7, 16, 18])
        for (const { shape, reduced } of every(n)) {
          const steps: readonly Step[] = [
            ['reduceMax', [0]],
            ['sub', [0, 1]],
            ['reduceMin', [2]],
            ['sub', [2, 3]],
            ['reduceMax', [4]],
            ['add', [4, 5]],
            ['less', [6, 1]],
          ]
          exact(
            nestOf(shape, reduced, [loadOf('int32', shape)], steps, stores(shape, reduced, [5], [2, 4, 7])),
          )
        }
    })
  })

  test('the largest of each window of 2 × 2, and of 3 × 3 two apart, and where it is', () => {
    for (const window of [2, 3])
      for (const n of [1, 2, 3, 4, 5, 11, 16, 17]) {
        const side = 2 * n + 1
        const shape = [window, window, 3, n, n]
        const image = {
          from: 'memory',
          dtype: float,
          strides: [side, 1, side * side, 2 * side, 2],
        } as const
        const steps: readonly Step[] = [
          ['reduceMax', [0]],
          ['equal', [0, 1]],
          ['cast', [2], { dtype: float }],
          ['reduceSum', [3]],
          ['div', [3, 4]],
        ]
        exact(nestOf(shape, [0, 1], [image], steps, stores(shape, [0, 1], [1, 4], [2, 5])))
      }
  })
})
