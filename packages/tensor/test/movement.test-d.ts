import { describe, expectTypeOf, test } from 'vitest'
import type { Add, Shape, ShapeMismatch, Subtract, Tensor } from '../src/index.ts'
import * as T from '../src/index.ts'

const f23 = T.zeros([2, 3])
const f234 = T.zeros([2, 3, 4])
const f131 = T.zeros([1, 3, 1])
const i2 = T.zeros([2], { dtype: 'int32' })
const pairs = T.zeros([5, 2], { dtype: 'int32' })
const dynamic = T.zeros([32 as number, 784])
const unknown = T.zeros([1] as Shape)

/** The text of the compiler's refusal. */
type Refusal<R> = R extends ShapeMismatch<infer M> ? M : never
type S23 = readonly [2, 3]
type S24 = readonly [2, 4]

describe('sums and differences of dimensions are exact', () => {
  test('sums', () => {
    expectTypeOf<Add<2, 3>>().toEqualTypeOf<5>()
    expectTypeOf<Add<0, 784>>().toEqualTypeOf<784>()
    expectTypeOf<Add<5, 999>>().toEqualTypeOf<1004>()
    expectTypeOf<Add<999, 5>>().toEqualTypeOf<1004>()
    expectTypeOf<Add<99999, 1>>().toEqualTypeOf<100000>()
    expectTypeOf<Add<4503599627370495, 4503599627370496>>().toEqualTypeOf<9007199254740991>()
    expectTypeOf<Add<number, 1>>().toEqualTypeOf<number>()
    expectTypeOf<Add<-1, 1>>().toEqualTypeOf<number>()
    expectTypeOf<Add<2.5, 1>>().toEqualTypeOf<number>()
  })
  test('differences, never below 0', () => {
    expectTypeOf<Subtract<5, 3>>().toEqualTypeOf<2>()
    expectTypeOf<Subtract<1000, 1>>().toEqualTypeOf<999>()
    expectTypeOf<Subtract<1000, 999>>().toEqualTypeOf<1>()
    expectTypeOf<Subtract<784, 784>>().toEqualTypeOf<0>()
    expectTypeOf<Subtract<3, 5>>().toEqualTypeOf<0>()
    expectTypeOf<Subtract<3, 50>>().toEqualTypeOf<0>()
    expectTypeOf<Subtract<100, 101>>().toEqualTypeOf<0>()
    expectTypeOf<Subtract<number, 1>>().toEqualTypeOf<number>()
    expectTypeOf<Subtract<4, number>>().toEqualTypeOf<number>()
  })
})

describe('concat', () => {
  test('adds up the axis', () => {
    expectTypeOf(T.concat([f23, T.zeros([5, 3])])).toEqualTypeOf<Tensor<readonly [7, 3]>>()
    expectTypeOf(T.concat([f23, f23, f23], { axis: -1 })).toEqualTypeOf<Tensor<readonly [2, 9]>>()
    expectTypeOf(T.concat([f234])).toEqualTypeOf<Tensor<readonly [2, 3, 4]>>()
    expectTypeOf(T.concat([dynamic, T.zeros([2, 784])])).toEqualTypeOf<Tensor<readonly [number, 784]>>()
    expectTypeOf(T.concat([dynamic, T.zeros([2, 784])], { axis: 1 })).toEqualTypeOf<
      Tensor<readonly [2, 1568]>
    >()
    expectTypeOf(T.concat([f23, T.zeros([2, 3], { dtype: 'float64' })])).toEqualTypeOf<
      Tensor<readonly [4, 3], 'float64'>
    >()
    expectTypeOf(T.concat([unknown, f23])).toEqualTypeOf<Tensor<Shape>>()
    expectTypeOf(T.concat([f23, f23], { axis: 0 as number })).toEqualTypeOf<
      Tensor<readonly [number, number]>
    >()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error concat: all dimensions but axis 0 must agree, [2,3] and [2,4] (tensor 1) do not
    const wrong = () => T.concat([f23, T.zeros([2, 4])])
    // @ts-expect-error concat: all dimensions but axis 0 must agree, [2,3] and [3] (tensor 2) do not
    const rank = () => T.concat([f23, f23, T.zeros([3])])
    // @ts-expect-error concat: axis 2 is out of range for shape [2,3] of rank 2
    const axis = () => T.concat([f23, f23], { axis: 2 })
    type Text = Refusal<T.Concat<readonly [S23, S24], 0>>
    expectTypeOf<Text>().toEqualTypeOf<'concat: all dimensions but axis 0 must agree, [2,3] and [2,4] (tensor 1) do not'>()
    type Third = Refusal<T.Concat<readonly [S23, S23, readonly [3]], -2>>
    expectTypeOf<Third>().toEqualTypeOf<'concat: all dimensions but axis 0 must agree, [2,3] and [3] (tensor 2) do not'>()
    type Axis = Refusal<T.Concat<readonly [S23], 2>>
    expectTypeOf<Axis>().toEqualTypeOf<'concat: axis 2 is out of range for shape [2,3] of rank 2'>()
    expectTypeOf([wrong, rank, axis]).not.toBeAny()
  })
})

describe('stack', () => {
  test('counts the tensors', () => {
    expectTypeOf(T.stack([f23, f23])).toEqualTypeOf<Tensor<readonly [2, 2, 3]>>()
    expectTypeOf(T.stack([f23, f23, f23], { axis: -1 })).toEqualTypeOf<Tensor<readonly [2, 3, 3]>>()
    expectTypeOf(T.stack([f23, f23, f23], { axis: 1 })).toEqualTypeOf<Tensor<readonly [2, 3, 3]>>()
    expectTypeOf(T.stack([dynamic, T.zeros([2, 784])])).toEqualTypeOf<Tensor<readonly [2, 2, 784]>>()
    expectTypeOf(T.stack([unknown, f23])).toEqualTypeOf<Tensor<Shape>>()
    expectTypeOf(T.stack([T.tensor(1), T.tensor(2)])).toEqualTypeOf<Tensor<readonly [2]>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error stack: all shapes must be equal, [2,3] and [2,4] (tensor 1) are not
    const wrong = () => T.stack([f23, T.zeros([2, 4])])
    // @ts-expect-error stack: axis 3 is out of range for shape [2,3] of rank 2
    const axis = () => T.stack([f23, f23], { axis: 3 })
    type Text = Refusal<T.Stack<readonly [S23, S24], 0>>
    expectTypeOf<Text>().toEqualTypeOf<'stack: all shapes must be equal, [2,3] and [2,4] (tensor 1) are not'>()
    type Axis = Refusal<T.Stack<readonly [S23], 3>>
    expectTypeOf<Axis>().toEqualTypeOf<'stack: axis 3 is out of range for shape [2,3] of rank 2'>()
    expectTypeOf([wrong, axis]).not.toBeAny()
  })
})

describe('slice', () => {
  const x = T.zeros([10, 20])
  test('lengths are differences of positions', () => {
    expectTypeOf(T.slice(x, [2], [5])).toEqualTypeOf<Tensor<readonly [3, 20]>>()
    expectTypeOf(T.slice(x, [0, -3], [-1, 20])).toEqualTypeOf<Tensor<readonly [9, 3]>>()
    expectTypeOf(T.slice(x, [-99, 5], [99, 2])).toEqualTypeOf<Tensor<readonly [10, 0]>>()
    expectTypeOf(T.slice(x, [], [])).toEqualTypeOf<Tensor<readonly [10, 20]>>()
    expectTypeOf(T.slice(x, [2 as number], [5])).toEqualTypeOf<Tensor<readonly [number, 20]>>()
    expectTypeOf(T.slice(x, [2] as number[], [5] as number[])).toEqualTypeOf<
      Tensor<readonly [number, number]>
    >()
    expectTypeOf(T.slice(dynamic, [0], [5])).toEqualTypeOf<Tensor<readonly [number, 784]>>()
    expectTypeOf(T.slice(unknown, [0], [5])).toEqualTypeOf<Tensor<Shape>>()
    expectTypeOf(T.slice(x, [0, 0], [10, 5], { steps: [2, 1] })).toEqualTypeOf<Tensor<readonly [5, 5]>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error slice: [10,20] has 2 axes, starts [0,0,0] and ends [1,1,1] must name as many, and no more
    const axes = () => T.slice(x, [0, 0, 0], [1, 1, 1])
    // @ts-expect-error slice: [10,20] has 2 axes, starts [0] and ends [1,1] must name as many, and no more
    const ends = () => T.slice(x, [0], [1, 1])
    type Text = Refusal<T.Slice<readonly [10, 20], readonly [0], readonly [1, 1]>>
    expectTypeOf<Text>().toEqualTypeOf<'slice: [10,20] has 2 axes, starts [0] and ends [1,1] must name as many, and no more'>()
    expectTypeOf([axes, ends]).not.toBeAny()
  })
})

describe('split', () => {
  const x = T.zeros([2, 7])
  test('into equal parts', () => {
    expectTypeOf(T.split(f234, 2)).toEqualTypeOf<
      readonly [Tensor<readonly [1, 3, 4]>, Tensor<readonly [1, 3, 4]>]
    >()
    expectTypeOf(T.split(f234, 2, { axis: -1 })[1]).toEqualTypeOf<Tensor<readonly [2, 3, 2]>>()
    expectTypeOf(T.split(i2, 1)).toEqualTypeOf<readonly [Tensor<readonly [2], 'int32'>]>()
    expectTypeOf(T.split(T.zeros([0, 3]), 2)[0]).toEqualTypeOf<Tensor<readonly [0, 3]>>()
    expectTypeOf(T.split(T.zeros([1000]), 100)).toEqualTypeOf<readonly Tensor<readonly [10]>[]>()
    expectTypeOf(T.split(T.zeros([1000000]), 2)[1]).toEqualTypeOf<Tensor<readonly [500000]>>()
  })
  test('at positions', () => {
    expectTypeOf(T.split(x, [1, 3], { axis: 1 })).toEqualTypeOf<
      readonly [Tensor<readonly [2, 1]>, Tensor<readonly [2, 2]>, Tensor<readonly [2, 4]>]
    >()
    expectTypeOf(T.split(x, [0, 2])).toEqualTypeOf<
      readonly [Tensor<readonly [0, 7]>, Tensor<readonly [2, 7]>, Tensor<readonly [0, 7]>]
    >()
    expectTypeOf(T.split(x, [])).toEqualTypeOf<readonly [Tensor<readonly [2, 7]>]>()
  })
  test('what is not known is number', () => {
    expectTypeOf(T.split(f234, 2 as number)).toEqualTypeOf<readonly Tensor<readonly [number, 3, 4]>[]>()
    expectTypeOf(T.split(f234, 2, { axis: 0 as number }).length).toEqualTypeOf<2>()
    expectTypeOf(T.split(f234, 2, { axis: 0 as 0 | 1 })[0]).toEqualTypeOf<
      Tensor<readonly [number, number, number]>
    >()
    expectTypeOf(T.split(x, [1, 2 as number], { axis: 1 })).toEqualTypeOf<
      readonly [Tensor<readonly [2, 1]>, Tensor<readonly [2, number]>, Tensor<readonly [2, number]>]
    >()
    expectTypeOf(T.split(x, [1] as number[], { axis: 1 })).toEqualTypeOf<
      readonly Tensor<readonly [2, number]>[]
    >()
    expectTypeOf(T.split(dynamic, 4)[3]).toEqualTypeOf<Tensor<readonly [number, 784]>>()
    expectTypeOf(T.split(dynamic, [1, 3])[1]).toEqualTypeOf<Tensor<readonly [2, 784]>>()
    expectTypeOf(T.split(unknown, [1, 3])).toEqualTypeOf<
      readonly [Tensor<Shape>, Tensor<Shape>, Tensor<Shape>]
    >()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error split: axis 1 of [2,7] has 7 elements, which is not 2 equal parts. Give the positions to cut at?
    const unequal = () => T.split(x, 2, { axis: 1 })
    // @ts-expect-error split: axis 0 of [2,7] has 2 elements, which is not 0 equal parts. Give the positions to cut at?
    const none = () => T.split(x, 0)
    // @ts-expect-error split: positions go up from 0 to the 7 elements of axis 1, got [3,1]
    const down = () => T.split(x, [3, 1], { axis: 1 })
    // @ts-expect-error split: positions go up from 0 to the 7 elements of axis 1, got [8]
    const beyond = () => T.split(x, [8], { axis: -1 })
    // @ts-expect-error split: axis 2 is out of range for shape [2,7] of rank 2
    const axis = () => T.split(x, 2, { axis: 2 })
    expectTypeOf([unequal, none, down, beyond, axis]).not.toBeAny()
  })
})

describe('pad, repeat and tile', () => {
  test('shapes', () => {
    expectTypeOf(T.pad(f23, [[1, 0], [2, 10]])).toEqualTypeOf<Tensor<readonly [3, 15]>>() // prettier-ignore
    expectTypeOf(T.pad(f23, [[1 as number, 0], [0, 0]])).toEqualTypeOf<Tensor<readonly [number, 3]>>() // prettier-ignore
    expectTypeOf(T.pad(unknown, [[1, 0]])).toEqualTypeOf<Tensor<Shape>>()
    expectTypeOf(T.repeat(f23, 4)).toEqualTypeOf<Tensor<readonly [8, 3]>>()
    expectTypeOf(T.repeat(f23, 4, { axis: -1 })).toEqualTypeOf<Tensor<readonly [2, 12]>>()
    expectTypeOf(T.repeat(f23, 4 as number)).toEqualTypeOf<Tensor<readonly [number, 3]>>()
    expectTypeOf(T.tile(f23, [2, 2])).toEqualTypeOf<Tensor<readonly [4, 6]>>()
    expectTypeOf(T.tile(f23, [5, 1, 2])).toEqualTypeOf<Tensor<readonly [5, 2, 6]>>()
    expectTypeOf(T.tile(f23, [7])).toEqualTypeOf<Tensor<readonly [2, 21]>>()
    expectTypeOf(T.tile(f23, [2] as number[])).toEqualTypeOf<Tensor<Shape>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error pad: [2,3] has 2 axes, and needs as many pairs of widths, got 1
    const few = () => T.pad(f23, [[1, 1]])
    // @ts-expect-error no such mode
    const mode = () => T.pad(f23, [[1, 1], [0, 0]], { mode: 'mirror' }) // prettier-ignore
    // @ts-expect-error repeat: axis 2 is out of range for shape [2,3] of rank 2
    const axis = () => T.repeat(f23, 2, { axis: 2 })
    type Few = Refusal<T.Pad<S23, readonly [readonly [1, 1]]>>
    expectTypeOf<Few>().toEqualTypeOf<'pad: [2,3] has 2 axes, and needs as many pairs of widths, got 1'>()
    type Axis = Refusal<T.Repeat<S23, 2, 2>>
    expectTypeOf<Axis>().toEqualTypeOf<'repeat: axis 2 is out of range for shape [2,3] of rank 2'>()
    expectTypeOf([few, mode, axis]).not.toBeAny()
  })
})

describe('squeeze and swapAxes', () => {
  test('shapes', () => {
    expectTypeOf(T.squeeze(f131)).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.squeeze(f131, -1)).toEqualTypeOf<Tensor<readonly [1, 3]>>()
    expectTypeOf(T.squeeze(dynamic)).toEqualTypeOf<Tensor<Shape>>()
    expectTypeOf(T.squeeze(dynamic, 0)).toEqualTypeOf<Tensor<readonly [784]>>()
    expectTypeOf(T.swapAxes(f234, 0, -1)).toEqualTypeOf<Tensor<readonly [4, 3, 2]>>()
    expectTypeOf(T.swapAxes(f234, 1, 1)).toEqualTypeOf<Tensor<readonly [2, 3, 4]>>()
    expectTypeOf(T.swapAxes(unknown, 0, 1)).toEqualTypeOf<Tensor<Shape>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error squeeze: axis 1 of [1,3,1] has 3 elements, only an axis of one can go
    const three = () => T.squeeze(f131, 1)
    // @ts-expect-error swapAxes: axis 3 is out of range for shape [2,3,4] of rank 3
    const third = () => T.swapAxes(f234, 0, 3)
    type Three = Refusal<T.Squeeze<readonly [1, 3, 1], 1>>
    expectTypeOf<Three>().toEqualTypeOf<'squeeze: axis 1 of [1,3,1] has 3 elements, only an axis of one can go'>()
    type Third = Refusal<T.SwapAxes<readonly [2, 3, 4], 0, 3>>
    expectTypeOf<Third>().toEqualTypeOf<'swapAxes: axis 3 is out of range for shape [2,3,4] of rank 3'>()
    expectTypeOf([three, third]).not.toBeAny()
  })
})

describe('indexing, sorting and counting', () => {
  test('shapes', () => {
    expectTypeOf(T.takeAlong(f23, T.argSort(f23))).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.gather(f234, pairs)).toEqualTypeOf<Tensor<readonly [5, 4]>>()
    expectTypeOf(T.gather(f23, pairs)).toEqualTypeOf<Tensor<readonly [5]>>()
    expectTypeOf(T.gather(unknown, pairs)).toEqualTypeOf<Tensor<Shape>>()
    expectTypeOf(T.gather(f234, T.zeros([2, 5, 2], { dtype: 'int32' }), { batchAxes: 1 })).toEqualTypeOf<
      Tensor<readonly [2, 5]>
    >()
    expectTypeOf(T.gather(f234, T.zeros([2, 5, 1], { dtype: 'int32' }), { batchAxes: 1 })).toEqualTypeOf<
      Tensor<readonly [2, 5, 4]>
    >()
    expectTypeOf(T.gather(f234, pairs, { batchAxes: 1 as number })).toEqualTypeOf<Tensor<Shape>>()
    expectTypeOf(T.setAlong(f23, T.argSort(f23), 0)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.addAlong(f23, T.argSort(f23), f23)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.setAt(f23, i2, 0)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.scatterAdd(f23, pairs, 1)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.sort(i2)).toEqualTypeOf<Tensor<readonly [2], 'int32'>>()
    expectTypeOf(T.topK(f23, 2).values).toEqualTypeOf<Tensor<readonly [2, 2]>>()
    expectTypeOf(T.topK(f23, 1, { axis: 0 }).indices).toEqualTypeOf<Tensor<readonly [1, 3], 'int32'>>()
    expectTypeOf(T.searchSorted(T.tensor([1, 2]), f23)).toEqualTypeOf<Tensor<readonly [2, 3], 'int32'>>()
    expectTypeOf(T.unique(i2)).toEqualTypeOf<Tensor<readonly [number], 'int32'>>()
    expectTypeOf(T.uniqueAll(f23).inverse).toEqualTypeOf<Tensor<readonly [2, 3], 'int32'>>()
    expectTypeOf(T.bincount(i2, { length: 4 })).toEqualTypeOf<Tensor<readonly [4], 'int32'>>()
    expectTypeOf(T.bincount(i2)).toEqualTypeOf<Tensor<readonly [number], 'int32'>>()
    expectTypeOf(T.bincount(i2, { length: 4, weights: T.zeros([2]) })).toEqualTypeOf<Tensor<readonly [4]>>()
    expectTypeOf(T.histogram(f23, { bins: 4 }).counts).toEqualTypeOf<Tensor<readonly [4], 'int32'>>()
    expectTypeOf(T.histogram(f23, { bins: 4 }).edges).toEqualTypeOf<Tensor<readonly [5]>>()
    expectTypeOf(T.histogram(i2).edges).toEqualTypeOf<Tensor<readonly [11]>>()
  })
  test('refused', () => {
    // @ts-expect-error positions are whole numbers
    const float = () => T.takeAlong(f23, f23)
    // @ts-expect-error positions are whole numbers
    const row = () => T.gather(f23, f23)
    // @ts-expect-error positions are whole numbers
    const place = () => T.setAt(f23, f23, 0)
    // @ts-expect-error positions are whole numbers
    const along = () => T.setAlong(f23, f23, 0)
    // @ts-expect-error fractions are not counted
    const fraction = () => T.bincount(f23)
    // @ts-expect-error there is no such side
    const side = () => T.searchSorted(T.tensor([1]), 1, { side: 'middle' })
    expectTypeOf([float, row, place, along, fraction, side]).not.toBeAny()
  })
  test('functions generic in a dimension compile', () => {
    const joined = <B extends number>(a: Tensor<readonly [B, 8]>) =>
      T.swapAxes(a as Tensor<readonly [number, 8]>, 0, 1)
    expectTypeOf(joined(T.zeros([4, 8]))).toEqualTypeOf<Tensor<readonly [8, number]>>()
  })
})

describe('random numbers', () => {
  const key = T.Rng.key(0)
  test('shapes and element types', () => {
    expectTypeOf(T.Rng.randint(key, [2, 3], { max: 4 })).toEqualTypeOf<Tensor<readonly [2, 3], 'int32'>>()
    expectTypeOf(T.Rng.gamma(key, 2, [4])).toEqualTypeOf<Tensor<readonly [4]>>()
    expectTypeOf(T.Rng.poisson(key, 2, [4])).toEqualTypeOf<Tensor<readonly [4], 'int32'>>()
    expectTypeOf(T.Rng.choice(key, 9, [4])).toEqualTypeOf<Tensor<readonly [4], 'int32'>>()
    expectTypeOf(T.take(f23, T.Rng.choice(key, 2, [7]))).toEqualTypeOf<Tensor<readonly [7, 3]>>()
  })
  test('refused', () => {
    // @ts-expect-error a seed is not a key
    const seed = () => T.Rng.gamma(0, 2, [4])
    // @ts-expect-error a range needs its end
    const end = () => T.Rng.randint(key, [4], { min: 0 })
    expectTypeOf([seed, end]).not.toBeAny()
  })
})
