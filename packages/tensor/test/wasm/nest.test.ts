import { describe, expect, test } from 'vitest'
import type { Shape } from '../../src/Tensor.ts'
import type { Nest } from '../../src/wasm/nest/nest.ts'
import { nestKernel } from '../../src/wasm/nest/nestKernel.ts'
import { dense, type Fill, loadOf, nestOf, numberOf, runNest, small, type Step } from '../harness/nests.ts'

const sizes = Array.from({ length: 40 }, (_, i) => i + 1)
const shapes = (n: number): readonly Shape[] => [
  [n],
  [3, n],
  [n, 3],
  [2, 3, n],
  [2, n, 5],
  [2, 1, 3, n],
  [2, n, 2, 3],
]

const agrees = (nest: Nest, fill: Fill = small(nest)): void =>
  runNest(nest, fill).forEach(({ found, wanted }) => expect(found, JSON.stringify(nest)).toEqual(wanted))

/** `a x + y` where a mask says so, else a whole number as a float. */
const mixed: readonly Step[] = [
  ['mul', [0, 1]],
  ['add', [5, 2]],
  ['cast', [4], { dtype: 'float32' }],
  ['select', [3, 6, 7]],
  ['less', [8, 2]],
  ['add', [4, 4]],
]

/** The same in doubles, and what comes of them in the other types. */
const mixedDoubles: readonly Step[] = [
  ['mul', [0, 1]],
  ['add', [6, 2]],
  ['cast', [4], { dtype: 'float64' }],
  ['select', [3, 7, 8]],
  ['less', [9, 2]],
  ['cast', [5], { dtype: 'float64' }],
  ['add', [9, 11]],
  ['cast', [12], { dtype: 'float32' }],
  ['cast', [9], { dtype: 'bool' }],
  ['cast', [3], { dtype: 'float64' }],
  ['and', [10, 14]],
  ['select', [16, 5, 13]],
  ['add', [4, 4]],
]

describe('elementwise loops', () => {
  test.each(sizes)('of every rank, %d long, with several results of several types', (n) => {
    for (const shape of shapes(n))
      agrees(
        nestOf(
          shape,
          [],
          [
            numberOf('float32', 2),
            loadOf('float32', shape),
            loadOf('float32', shape, [0]),
            loadOf('bool', shape),
            loadOf('int32', shape, [shape.length - 1]),
          ],
          mixed,
          [8, 9, 10].map((value) => ({ value, strides: dense(shape) })),
        ),
      )
  })

  test.each(sizes)('of every rank, %d long, with doubles beside all other types', (n) => {
    for (const shape of shapes(n))
      agrees(
        nestOf(
          shape,
          [],
          [
            numberOf('float64', 2),
            loadOf('float64', shape),
            loadOf('float64', shape, [0]),
            loadOf('bool', shape),
            loadOf('int32', shape, [shape.length - 1]),
            loadOf('float32', shape),
          ],
          mixedDoubles,
          [9, 10, 12, 13, 14, 15, 17, 18].map((value) => ({ value, strides: dense(shape) })),
        ),
      )
  })

  test('of more operations than are written several times', () => {
    for (const n of sizes) {
      const shape = [n]
      const steps = Array.from({ length: 12 }, (_, i): Step => ['add', [i, 0]])
      agrees(nestOf(shape, [], [loadOf('float32', shape)], steps, [{ value: 12, strides: [1] }]))
    }
  })

  test.each(['float32', 'float64', 'int32', 'bool'] as const)(
    'of %s at strides of any sign and size',
    (dtype) => {
      for (const n of [1, 2, 3, 4, 5, 7, 15, 16, 17, 33])
        for (const from of [-5, -2, -1, 0, 1, 2, 3])
          for (const to of [-3, -2, -1, 1, 2, 5]) {
            const load = { from: 'memory', dtype, strides: [from * 3, from] } as const
            const store = { value: 1, strides: [(n + 1) * to, to] }
            agrees(nestOf([3, n], [], [load], [['stopGradient', [0]]], [store]))
          }
    },
  )

  test('transpose', () => {
    for (const [rows, columns] of [
      [3, 5],
      [17, 4],
      [40, 33],
    ] as const)
      agrees(
        nestOf(
          [rows, columns],
          [],
          [loadOf('int32', [rows, columns])],
          [],
          [{ value: 0, strides: [1, rows] }],
        ),
      )
  })

  test('of numbers alone', () => {
    for (const value of [0, -0, 1.5, NaN, Infinity, -Infinity])
      for (const n of [1, 4, 23])
        agrees(
          nestOf(
            [n],
            [],
            [numberOf('float32', value)],
            [['neg', [0]]],
            [
              { value: 0, strides: [1] },
              { value: 1, strides: [1] },
            ],
          ),
        )
    agrees(nestOf([7], [], [numberOf('float64', 0.1)], [], [{ value: 0, strides: [1] }]))
    agrees(nestOf([7], [], [numberOf('int32', -(2 ** 31))], [], [{ value: 0, strides: [1] }]))
    agrees(
      nestOf(
        [7],
        [],
        [numberOf('bool', 1)],
        [['not', [0]]],
        [
          { value: 0, strides: [1] },
          { value: 1, strides: [1] },
        ],
      ),
    )
  })

  test('have keys that tell numbers apart', () => {
    const keys = [0, -0, NaN, Infinity, -Infinity, 1].map(
      (value) =>
        nestKernel(nestOf([7], [], [numberOf('float32', value)], [], [{ value: 0, strides: [1] }])).key,
    )
    expect(new Set(keys).size).toBe(6)
  })

  test.each(['float32', 'float64'] as const)(
    'of %s keep NaN, infinities and zeros of both signs',
    (float) => {
      const special = [NaN, Infinity, -Infinity, 0, -0, 1, -1]
      const names = ['add', 'sub', 'mul', 'div', 'less', 'lessEqual', 'equal'] as const
      for (const name of names)
        agrees(
          nestOf(
            [7, 7],
            [],
            [loadOf(float, [7, 7], [0]), { from: 'memory', dtype: float, strides: [1, 0] }],
            [[name, [0, 1]]],
            [{ value: 2, strides: [7, 1] }],
          ),
          (_, place) => special[place]!,
        )
    },
  )

  test.each(['float32', 'float64'] as const)(
    'the largest and the least of %s keep NaN and infinities; of zeros, one of either sign',
    (float) => {
      const special = [NaN, Infinity, -Infinity, 0, -0, 1, -1]
      const nest = nestOf(
        [7, 7],
        [],
        [loadOf(float, [7, 7], [0]), { from: 'memory', dtype: float, strides: [1, 0] }],
        [
          ['maximum', [0, 1]],
          ['minimum', [0, 1]],
        ],
        [2, 3].map((value) => ({ value, strides: [7, 1] })),
      )
      runNest(nest, (_, place) => special[place]!).forEach(({ found, wanted }) =>
        expect(found.map((v) => v + 0)).toEqual(wanted.map((v) => v + 0)),
      )
    },
  )

  test.each(['float32', 'float64'] as const)('functions of one %s know its ends', (float) => {
    const ends = [0, -0, Infinity, -Infinity, NaN, 0.5, -0.5, 1.5, 2.5, -2.5, 1e30, -1e-30, 2 ** 31]
    const steps: readonly Step[] = [
      ['neg', [0]],
      ['abs', [0]],
      ['sqrt', [0]],
      ['sign', [0]],
      ['toWhole', [0], { mode: 'floor' }],
      ['toWhole', [0], { mode: 'ceil' }],
      ['toWhole', [0], { mode: 'round' }],
      ['classify', [0], { as: 'nan' }],
      ['classify', [0], { as: 'finite' }],
      ['cast', [0], { dtype: 'bool' }],
    ]
    agrees(
      nestOf(
        [ends.length],
        [],
        [loadOf(float, [ends.length])],
        steps,
        steps.map((_, i) => ({ value: i + 1, strides: [1] })),
      ),
      (_, place) => ends[place]!,
    )
  })

  test('are cut along columns, along rows, and where both are many', () => {
    for (const shape of [[5000], [3, 1000], [20, 70], [2, 3, 333], [40, 1, 2], [2, 2, 2]])
      agrees(
        nestOf(
          shape,
          [],
          [loadOf('float32', shape), loadOf('bool', shape)],
          [
            ['neg', [0]],
            ['not', [1]],
          ],
          [
            { value: 2, strides: dense(shape) },
            { value: 3, strides: dense(shape) },
          ],
        ),
      )
  })
})
