import { describe, expect, test } from 'vitest'
import { unpatch } from '../../src/kernels/patches.ts'
import { stridesOf } from '../../src/kernels/strides.ts'
import type { ProductType } from '../../src/wasm/product/Product.ts'
import { unpatchKernel } from '../../src/wasm/product/unpatch.ts'
import {
  allocator,
  atOnce,
  compiled,
  inThree,
  oneByOneBackwards,
  positions,
  type Split,
} from '../harness/products.ts'

interface Case {
  readonly window: readonly number[]
  readonly lead: readonly number[]
  readonly counts: readonly number[]
  readonly strides: readonly number[]
  readonly dilation: readonly number[]
  /** Places behind the last window. */
  readonly beyond?: number
}

const sizesOf = ({ window, counts, strides, dilation, beyond = 0 }: Case): readonly number[] =>
  window.map((k, i) => Math.max(0, (counts[i]! - 1) * strides[i]! + (k - 1) * dilation[i]! + 1) + beyond)

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array } as const

const value = (i: number, dtype: ProductType): number =>
  dtype === 'int32' ? i * 7 - 300 : Math.sin(i * 1.3 + 0.2)

/** Axes of these lengths in row-major order, `gap` elements between neighbours. */
const spaced = (shape: readonly number[], gap: number): readonly number[] =>
  stridesOf(shape).map((s) => s * gap)

/** What the kernel makes of patches and what the reference does. */
const both = (
  c: Case,
  dtype: ProductType,
  gap = 1,
  split: Split = atOnce,
): readonly [readonly number[], readonly number[]] => {
  const size = sizesOf(c)
  const shape = [...c.window, ...c.lead, ...c.counts]
  const to = [...c.lead, ...size]
  const params = { window: c.window, size, strides: c.strides, dilation: c.dilation }
  const kernel = unpatchKernel({ dtype, params, shape, from: spaced(shape, gap), to: stridesOf(to) })
  const offsets = (lengths: readonly number[], by: readonly number[]): readonly number[] =>
    positions(lengths.map((length, i) => ({ length, stride: by[i]! })))
  const memory = allocator()
  const places = offsets(shape, spaced(shape, gap))
  const x = memory.elements(dtype, places)
  const values = arrays[dtype].from(places.map((_, i) => value(i, dtype)))
  places.forEach((p, i) => x.array.set([values[i]!], p))
  const y = memory.elements(dtype, offsets(to, stridesOf(to)))
  const [native] = compiled([kernel], false)
  for (const [from, until] of split(kernel.units)) native!(x.address, y.address, 0, from, until)
  const count = to.reduce((n, d) => n * d, 1)
  const expected = new arrays[dtype](count)
  unpatch(values, shape, params, expected, to)
  if (!memory.check()) throw new Error('wrote beyond the result')
  return [[...y.array.subarray(0, count)], [...expected]]
}

const planes = (window: readonly [number, number], counts: readonly [number, number]): Case => ({
  window,
  counts,
  lead: [2, 3],
  strides: [1, 1],
  dilation: [1, 1],
})

describe.each<ProductType>(['float32', 'float64', 'int32'])('sums of patches of %s', (dtype) => {
  test.each<readonly [string, Case]>([
    ['overlapping windows', planes([3, 3], [10, 10])],
    ['wide rows', planes([2, 5], [3, 70])],
    ['windows as large as the image', planes([4, 9], [1, 1])],
    ['windows side by side', { ...planes([2, 2], [5, 9]), strides: [2, 2] }],
    ['windows that overlap by one', { ...planes([3, 3], [6, 13]), strides: [2, 2] }],
    ['windows with gaps between them', { ...planes([2, 2], [4, 11]), strides: [3, 5], beyond: 2 }],
    ['windows with holes', { ...planes([3, 3], [7, 12]), dilation: [2, 3] }],
    ['strides and holes', { ...planes([3, 4], [5, 9]), strides: [2, 3], dilation: [3, 2] }],
    ['one axis', { ...planes([3, 3], [1, 1]), window: [5], counts: [33], strides: [1], dilation: [1] }],
    [
      'three axes',
      { window: [2, 3, 2], lead: [2], counts: [3, 4, 9], strides: [1, 2, 1], dilation: [2, 1, 1] },
    ],
    ['a long window', { window: [90], lead: [2], counts: [40], strides: [1], dilation: [1] }],
    ['nothing before the windows', { ...planes([3, 3], [5, 6]), lead: [] }],
    ['no windows', { ...planes([3, 3], [0, 6]), beyond: 2 }],
    ['no images', { ...planes([3, 3], [5, 6]), lead: [0, 3] }],
  ])('%s', (_, c) => {
    for (const gap of [1, 3]) {
      const [found, expected] = both(c, dtype, gap)
      // the reference adds in the same order, and rounds where it does
      expect(found).toEqual(expected)
    }
  })

  test('every width from 0 to 40', () => {
    const wrong = Array.from({ length: 41 }, (_, n) => n).filter((n) => {
      const [found, expected] = both({ ...planes([2, 3], [2, n]), beyond: 1 }, dtype)
      return found.some((x, i) => x !== expected[i])
    })
    expect(wrong).toEqual([])
  })

  test('units in any order', () => {
    const c = planes([3, 3], [20, 21])
    for (const split of [oneByOneBackwards, inThree]) {
      const [found, expected] = both(c, dtype, 1, split)
      expect(found).toEqual(expected)
    }
  })
})
