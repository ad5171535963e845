import { describe, expect, test } from 'vitest'
import type { Product, ProductAxes, ProductType } from '../../src/wasm/product/Product.ts'
import { axis, inThree, matrices, oneByOneBackwards, outcomeOf } from '../harness/products.ts'

const to = (n: number): readonly number[] => Array.from({ length: n + 1 }, (_, i) => i)

/** Products that are not within their bounds. */
const wrong = (products: readonly Product[], fused = true): readonly string[] =>
  products.flatMap((p) => {
    const { worst, kinds } = outcomeOf(p, fused)
    return worst <= 1 ? [] : [`${worst} by ${kinds}: ${JSON.stringify(p)}`]
  })

type Size = readonly [number, number, number]

/** Rows or columns one behind the other, with some elements between them. */
const stored = (
  dtype: ProductType,
  [m, n, k]: Size,
  transposed: readonly [boolean, boolean, boolean?],
  gap = 0,
): Product =>
  matrices(
    dtype,
    [m, n, k],
    transposed[0] ? [1, m + gap] : [k + gap, 1],
    transposed[1] ? [1, k + gap] : [n + gap, 1],
    transposed[2] === true ? [1, m + gap] : [n + gap, 1],
  )

const transpositions = [
  ['neither transposed', [false, false]],
  ['the left one transposed', [true, false]],
  ['the right one transposed', [false, true]],
  ['both transposed', [true, true]],
  ['the result transposed', [false, false, true]],
] as const

describe.each<readonly [ProductType, boolean]>([
  ['float32', true],
  ['float32', false],
  ['float64', true],
  ['int32', true],
])('products of %s, multiplied and added in one: %s', (dtype, fused) => {
  test.each(transpositions)('%s: sizes from 0 to 40', (_, transposed) => {
    const sizes = to(40).map((s): Size => [s, (7 * s + 3) % 41, (11 * s + 5) % 41])
    expect(
      wrong(
        sizes.map((size) => stored(dtype, size, transposed, 3)),
        fused,
      ),
    ).toEqual([])
  })

  test.each(transpositions)('%s: more than one block, and slices of the sum', (_, transposed) => {
    const sizes: readonly Size[] = [
      [101, 37, 650],
      [13, 1100, 70],
      [970, 9, 330],
      [24, 25, 2100],
      [3, 258, 1030],
    ]
    expect(
      wrong(
        sizes.map((size) => stored(dtype, size, transposed)),
        fused,
      ),
    ).toEqual([])
  })

  test('gaps in both directions, repeated elements, elements in reverse', () => {
    const strides: readonly (readonly [readonly [number, number], readonly [number, number]])[] = [
      [
        [401, 3],
        [151, 3],
      ],
      [
        [0, 1],
        [50, 1],
      ],
      [
        [300, 1],
        [0, 1],
      ],
      [
        [1, 0],
        [1, 0],
      ],
      [
        [-40, 1],
        [50, -1],
      ],
      [
        [2, -80],
        [-1, 45],
      ],
    ]
    const sizes: readonly Size[] = [
      [1, 9, 5],
      [9, 1, 40],
      [5, 7, 3],
      [31, 30, 35],
      [40, 33, 200],
    ]
    const products = strides.flatMap(([a, b]) => sizes.map((size) => matrices(dtype, size, a, b, [60, 1])))
    const apart = sizes.map((size) => matrices(dtype, size, [size[2], 1], [size[1], 1], [130, 3]))
    expect(wrong([...products, ...apart], fused)).toEqual([])
  })
})

test.each(transpositions)('%s: every size from 0 to 40 in each dimension', (_, transposed) => {
  const sizes = to(40).flatMap((s): readonly Size[] => [
    [s, 17, 29],
    [11, s, 33],
    [19, 26, s],
  ])
  expect(wrong(sizes.map((size) => stored('float32', size, transposed, 3)))).toEqual([])
})

test.each(transpositions)('%s: one row, one column', (_, transposed) => {
  const sizes = to(40).flatMap((s): readonly Size[] => [
    [1, s, 23],
    [s, 1, 9],
    [1, 10, s],
  ])
  expect(wrong(sizes.map((size) => stored('float32', size, transposed, 3)))).toEqual([])
})

describe('stacks of matrices', () => {
  const stack = (dtype: ProductType, batch: readonly number[], [m, n, k]: Size, shared: boolean): Product => {
    const strides = batch.map((_, i) => batch.slice(i + 1).reduce((x, y) => x * y, 1))
    const axes = (size: number): ProductAxes =>
      batch.map((length, i) => ({ length, stride: strides[i]! * size }))
    const p = stored(dtype, [m, n, k], [false, false])
    return {
      dtype,
      a: { ...p.a, batch: axes(m * k) },
      b: { ...p.b, batch: shared ? batch.map((length) => ({ length, stride: 0 })) : axes(k * n) },
      c: { ...p.c, batch: axes(m * n) },
    }
  }

  test.each<readonly [string, readonly number[], boolean]>([
    ['one axis', [5], false],
    ['two axes, the right operand the same in all', [2, 3], true],
    ['none', [0], false],
    ['more than units', [130], false],
  ])('%s', (_, batch, shared) => {
    const sizes: readonly Size[] = [
      [1, 9, 20],
      [4, 4, 4],
      [7, 1, 12],
      [40, 41, 42],
      [3, 0, 2],
      [3, 2, 0],
    ]
    const products = (['float32', 'float64', 'int32'] as const).flatMap((dtype) =>
      sizes.map((size) => stack(dtype, batch, size, shared)),
    )
    expect(wrong(products)).toEqual([])
  })

  test('long sums, cut into slices', () => {
    const products = (['float32', 'float64', 'int32'] as const).map((dtype) =>
      stack(dtype, [3], [24, 25, 1300], false),
    )
    expect(wrong(products)).toEqual([])
    expect(outcomeOf(products[0]!, true, undefined, false).kinds).toBe('packed+sum')
  })

  test('axes of the stack that lie in another order in each operand', () => {
    const { a, b, c, dtype } = stored('float32', [9, 40, 33], [false, true])
    const two = (stride: number, other: number): ProductAxes => [
      { length: 2, stride },
      { length: 3, stride: other },
    ]
    const p: Product = {
      dtype,
      a: { ...a, batch: two(9 * 33, 2 * 9 * 33) },
      b: { ...b, batch: two(3 * 40 * 33, 40 * 33) },
      c: { ...c, batch: two(9 * 40, 2 * 9 * 40) },
    }
    expect(wrong([p])).toEqual([])
  })
})

interface Convolution {
  readonly batch: number
  readonly channels: number
  readonly size: readonly [number, number]
  readonly out: number
  readonly window: readonly [number, number]
  readonly stride: number
  readonly dilation: number
}

/** The three products of a convolution over images as they lie: `[batch, channels, height, width]`. */
const convolution = (
  { batch, channels, size: [h, w], out, window: [kh, kw], stride, dilation }: Convolution,
  dtype: ProductType,
): readonly Product[] => {
  const places = (d: number, k: number): number => Math.floor((d - dilation * (k - 1) - 1) / stride) + 1
  const [oh, ow] = [places(h, kh), places(w, kw)]
  const axes = (...pairs: readonly (readonly [number, number])[]): ProductAxes =>
    pairs.map(([length, step]) => ({ length, stride: step }))
  const taps = axes([kh, w * dilation], [kw, dilation], [channels, h * w])
  const positions = axes([batch, channels * h * w], [oh, w * stride], [ow, stride])
  const kernel = axes([kh, kw], [kw, 1], [channels, kh * kw])
  const filters = axis(out, channels * kh * kw)
  const results = axes([batch, out * oh * ow], [oh * ow, 1])
  const maps = axis(out, oh * ow)
  const [k, s] = [kh * kw * channels, batch * oh * ow]
  return [
    {
      dtype,
      a: { batch: [], rows: filters, columns: kernel },
      b: { batch: [], rows: taps, columns: positions },
      c: { batch: [], rows: maps, columns: results },
    },
    {
      dtype,
      a: { batch: [], rows: maps, columns: results },
      b: { batch: [], rows: positions, columns: taps },
      c: { batch: [], rows: filters, columns: kernel },
    },
    {
      dtype,
      a: { batch: [], rows: kernel, columns: filters },
      b: { batch: [], rows: maps, columns: results },
      c: { batch: [], rows: axis(k, s), columns: axis(s, 1) },
    },
  ]
}

describe('operands of several axes', () => {
  const base: Convolution = {
    batch: 3,
    channels: 4,
    size: [9, 12],
    out: 7,
    window: [3, 3],
    stride: 1,
    dilation: 1,
  }
  test.each<readonly [string, Partial<Convolution>]>([
    ['windows of 3 × 3', {}],
    ['one channel', { channels: 1, window: [5, 5] }],
    ['one filter', { out: 1 }],
    ['windows apart', { stride: 2, size: [11, 17] }],
    ['windows with holes', { dilation: 2, window: [2, 3] }],
    ['one by one', { window: [1, 1], out: 40 }],
    ['a window as large as the image', { window: [9, 12], out: 30 }],
    ['a long sum for the filter', { batch: 13, size: [12, 16], out: 9, channels: 2 }],
    ['a long sum, rows that fill vectors', { batch: 13, size: [12, 20], out: 9, channels: 2 }],
  ])('convolution and its gradients: %s', (_, change) => {
    const products = (['float32', 'float64', 'int32'] as const).flatMap((dtype) =>
      convolution({ ...base, ...change }, dtype),
    )
    expect(wrong(products)).toEqual([])
  })

  test('a depthwise convolution and its gradients', () => {
    const [channels, kh, kw, h, w, batch] = [5, 3, 3, 8, 10, 2]
    const products = convolution(
      { ...base, batch, channels: 1, size: [h, w], out: 1, window: [kh, kw] },
      'float32',
    )
    const [oh, ow] = [h - kh + 1, w - kw + 1]
    // the images of each channel follow each other
    const sizes = {
      kernel: kh * kw,
      image: batch * h * w,
      result: batch * oh * ow,
      patches: kh * kw * batch * oh * ow,
    }
    const [forward, filter, input] = products as [Product, Product, Product]
    const stack = (p: Product, a: number, b: number, c: number): Product => ({
      ...p,
      a: { ...p.a, batch: axis(channels, a) },
      b: { ...p.b, batch: axis(channels, b) },
      c: { ...p.c, batch: axis(channels, c) },
    })
    expect(
      wrong([
        stack(forward, sizes.kernel, sizes.image, sizes.result),
        stack(filter, sizes.result, sizes.image, sizes.kernel),
        stack(input, sizes.kernel, sizes.result, sizes.patches),
      ]),
    ).toEqual([])
  })

  test('axes that do not cut each other up', () => {
    const axes = (...lengths: readonly number[]): ProductAxes =>
      lengths.map((length, i) => ({
        length,
        stride: 2 * lengths.slice(i + 1).reduce((x, y) => x * (y + 1), 1),
      }))
    const product = (rows: ProductAxes, depth: ProductAxes, columns: ProductAxes): Product => ({
      dtype: 'float32',
      a: { batch: [], rows, columns: depth.map((x) => ({ ...x, stride: x.stride * 900 })) },
      b: {
        batch: [],
        rows: axes(10, 6).map((x) => ({ ...x, stride: x.stride * 500 })),
        columns,
      },
      c: { batch: [], rows: axes(6, 4).map((x) => ({ ...x, stride: x.stride * 300 })), columns: axes(9, 4) },
    })
    expect(
      wrong([product(axes(8, 3), axes(4, 15), axes(6, 6)), product(axes(3, 2, 4), axes(12, 5), axes(2, 18))]),
    ).toEqual([])
  })
})

describe('bits do not depend on how units are shared out', () => {
  const products: readonly (readonly [string, Product])[] = [
    ['packed by columns', stored('float32', [70, 300, 650], [false, false])],
    ['packed by rows', stored('float32', [300, 70, 100], [true, true])],
    ['sliced', stored('float32', [24, 25, 5000], [false, true])],
    ['sliced, packed', stored('float32', [24, 25, 5000], [false, false])],
    ['doubles', stored('float64', [50, 61, 700], [false, true])],
    ['a row', stored('float32', [1, 500, 300], [false, false])],
    ['dot products', stored('float32', [1, 500, 300], [false, true])],
    ['small', stored('float32', [16, 16, 16], [false, false])],
    ['nothing to sum', stored('float32', [16, 16, 0], [false, false])],
    ...convolution(
      { batch: 16, channels: 3, size: [12, 18], out: 8, window: [3, 3], stride: 1, dilation: 1 },
      'float32',
    ).map((p, i) => [['convolution', 'its filter', 'its input'][i]!, p] as const),
  ]
  test.each(products)('%s', (_, p) => {
    const whole = outcomeOf(p, true, undefined, false)
    for (const split of [oneByOneBackwards, inThree])
      expect(outcomeOf(p, true, split, false)).toEqual({ ...whole, worst: 0 })
  })

  test('all kinds of kernels are among them', () => {
    const kinds = products.map(([, p]) => outcomeOf(p, true, undefined, false).kinds)
    expect([...new Set(kinds)].toSorted()).toEqual([
      'direct',
      'dot',
      'dot+sum',
      'packed',
      'packed+sum',
      'sum',
    ])
  })
})
