import { describe, expect, test } from 'vitest'
import type { DType, TypedArray } from '../../src/DType.ts'
import { nativeKernel } from '../../src/wasm/native/index.ts'
import { natively, scrambled, tensorOf } from '../harness/natively.ts'

const special = [NaN, Infinity, -Infinity, 0, -0]

/** Numbers of few values, so that there are equal ones; special ones among them, if wanted. */
const few = (dtype: DType, shape: readonly number[], seed: number, specials = true) =>
  tensorOf(dtype, shape, (i) => {
    const n = scrambled(i + seed * 1009)
    if (dtype === 'bool') return n % 2
    if (dtype === 'uint8') return n % 256
    if (dtype === 'int32') return n % 5 === 0 ? n | 0 : (n % 9) - 4
    return specials && n % 11 === 0 ? special[n % 5]! : (n % 40) / 8 - 2
  })

const to = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i + 1)

/** Every size to 40 as the axis, alone, between others, and before others. */
const shapes = to(40).flatMap((n) => [
  { shape: [n], axis: 0 },
  { shape: [3, n], axis: 1 },
  { shape: [n, 41 - n], axis: 0 },
  { shape: [2, n, 5], axis: 1 },
])
const long = [
  { shape: [49], axis: 0 },
  { shape: [1000], axis: 0 },
  { shape: [3, 300], axis: 1 },
  { shape: [257, 9], axis: 0 },
]

const all: readonly DType[] = ['float32', 'float64', 'int32', 'uint8', 'bool']

describe.each(all)('of %s', (dtype) => {
  test('argSort', () => {
    for (const { shape, axis } of [...shapes, ...long]) {
      const { found, wanted } = natively('argSort', [few(dtype, shape, axis)], { axis })
      expect(found, shape.join()).toEqual(wanted)
    }
  })

  test('argSort of any bits', () => {
    const x = tensorOf(dtype, [3000], (i) =>
      dtype === 'bool' ? 1 : (scrambled(i) - 2 ** 31) * 2 ** (i % 60),
    )
    const { found, wanted } = natively('argSort', [x], { axis: 0 })
    expect(found).toEqual(wanted)
  })

  test.each([true, false])('argExtreme, the largest: %s', (largest) => {
    for (const { shape, axis } of [...shapes, ...long]) {
      const { found, wanted } = natively('argExtreme', [few(dtype, shape, axis, axis === 1)], {
        axis,
        largest,
      })
      expect(found, shape.join()).toEqual(wanted)
    }
  })
})

test.each(['float32', 'float64', 'int32'] as const)('cumSum of %s', (dtype) => {
  for (const { shape, axis } of [...shapes, ...long])
    for (const reverse of [false, true]) {
      const x = few(dtype, shape, axis, axis === 1)
      const { found, wanted } = natively('cumSum', [x], { axis, reverse })
      expect(found, shape.join()).toEqual(wanted)
    }
})

const several = [
  { shape: [5, 6, 7], axes: [0, 1, 2] },
  { shape: [5, 6, 7], axes: [0, 2] },
  { shape: [5, 6, 7], axes: [1] },
  { shape: [5, 6, 7], axes: [0, 1] },
  { shape: [3, 1, 4, 1, 9], axes: [1, 2] },
  { shape: [2, 3, 4, 5, 6], axes: [1, 3] },
  { shape: [2, 3, 4, 5, 6], axes: [0, 2, 4] },
  { shape: [2, 1, 3], axes: [1] },
  { shape: [], axes: [] },
  { shape: [3, 4], axes: [] },
]
const reduced = [...shapes, ...long].map(({ shape, axis }) => ({ shape, axes: [axis] })).concat(several)

/** Equal, zeros of either sign. */
const equal = (found: TypedArray, wanted: TypedArray): void =>
  expect(found.map((v) => v + 0)).toEqual(wanted.map((v) => v + 0))

describe('reductions', () => {
  test.each([
    ['reduceProd', 'float32'],
    ['reduceProd', 'float64'],
    ['reduceProd', 'int32'],
    ['reduceMax', 'uint8'],
    ['reduceMin', 'uint8'],
    ['reduceMax', 'bool'],
    ['reduceMin', 'bool'],
  ] as const)('%s of %s equals the reference', (name, dtype) => {
    for (const { shape, axes } of reduced)
      for (const specials of [false, true]) {
        const { found, wanted } = natively(name, [few(dtype, shape, axes.length, specials)], { axes })
        equal(found, wanted)
      }
  })

  test('what fused loops hold is theirs', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      const x = tensorOf(dtype, [3], (i) => i)
      const results = [{ shape: [], dtype }]
      expect(nativeKernel({ name: 'reduceSum', params: { axes: [0] }, results }, [x])).toBeUndefined()
      expect(nativeKernel({ name: 'neg', params: {}, results }, [x])).toBeUndefined()
    }
  })

  test('of nothing, the reference speaks', () => {
    const x = tensorOf('float64', [0, 3], () => 0)
    const results = [{ shape: [3], dtype: 'float64' as const }]
    expect(nativeKernel({ name: 'reduceProd', params: { axes: [0] }, results }, [x])).toBeUndefined()
  })
})
