import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as T from '../src/index.ts'
import type { AnyTensor, Tensor } from '../src/index.ts'
import { guarded } from '../src/movement/positions.ts'
import { load } from './golden.ts'
import { close, numbers, restore, type Stored } from './harness/stored.ts'

const { inputs, cases } = load<{
  readonly inputs: Readonly<Record<string, Stored>>
  readonly cases: Readonly<Record<string, Stored>>
}>('movement')

const x = (name: string): AnyTensor => restore(inputs[name]!)
const at = (name: string): T.Positions => x(name) as T.Positions
const cube = x('cube')
const matrix = x('matrix')
const line = x('line')
const one = x('one')
const whole = x('whole')
const empty = x('empty')
const thin = x('thin')
const ones = x('ones')
const tied = x('tied')
const values = x('values')
const three = x('three')
const sorted = x('sorted')
const queries = x('queries')
const weights = x('weights')
const edges = x('edges')
const ints = (v: readonly number[], shape: readonly number[] = [v.length]): T.Positions =>
  T.fromTypedArray(Int32Array.from(v), shape)

// A row here and one of the same name in tools/golden/tensor_movement.py.
const rows: Readonly<Record<string, () => unknown>> = {
  'swapAxes 0 -1': () => T.swapAxes(cube, 0, -1),
  'swapAxes itself': () => T.swapAxes(cube, 1, -2),
  'swapAxes of none': () => T.swapAxes(thin, 0, 1),
  squeeze: () => T.squeeze(ones),
  'squeeze -1': () => T.squeeze(ones, -1),
  'concat -1': () => T.concat([matrix, T.slice(matrix, [0, 0], [3, 1]) as AnyTensor], { axis: -1 }),
  'concat with none': () => T.concat([empty, T.ones([2, 3], { dtype: 'float64' }) as AnyTensor, empty]),
  'stack -1': () => T.stack([matrix, values], { axis: -1 }),
  slice: () => T.slice(cube, [1, -2, 1], [2, 3, 3]),
  'slice beyond': () => T.slice(matrix, [1, -9], [9, 2]),
  'slice of nothing': () => T.slice(matrix, [2], [1]),
  'slice steps': () => T.slice(cube, [0, 0, 1], [2, 3, 4], { steps: [1, 2, 2] }),
  'slice steps that end early': () => T.slice(line, [1], [6], { steps: [3] }),
  'slice negative step': () => T.slice(line, [-1], [-8], { steps: [-1] }),
  'slice negative steps': () => T.slice(cube, [1, 2, -1], [-3, 0, -4], { steps: [-1, -2, -2] }),
  'slice negative beyond': () => T.slice(line, [20], [2], { steps: [-3] }),
  'slice negative of nothing': () => T.slice(line, [1], [5], { steps: [-1] }),
  'slice steps of none': () => T.slice(thin, [0, 0, -1], [2, 0, -4], { steps: [2, 3, -1] }),
  'split in two': () => T.split(matrix, 2, { axis: 1 })[1],
  'split at': () => T.split(line, [2, 2, 5])[2],
  'split at nothing': () => T.split(line, [2, 2, 5])[1],
  pad: () => T.pad(matrix, [[1, 0], [2, 3]]), // prettier-ignore
  'pad value': () => T.pad(whole, [[1, 0], [0, 2]], { value: 9 }), // prettier-ignore
  'pad infinity': () => T.pad(matrix, [[0, 1], [1, 0]], { value: -Infinity }), // prettier-ignore
  'pad reflect': () => T.pad(matrix, [[2, 1], [3, 2]], { mode: 'reflect' }), // prettier-ignore
  'pad reflect again and again': () => T.pad(line, [[15, 22]], { mode: 'reflect' }),
  'pad reflect one': () => T.pad(one, [[2, 1]], { mode: 'reflect' }),
  'pad symmetric': () => T.pad(matrix, [[2, 1], [3, 2]], { mode: 'symmetric' }), // prettier-ignore
  'pad symmetric again and again': () => T.pad(line, [[15, 22]], { mode: 'symmetric' }),
  'pad symmetric one': () => T.pad(one, [[2, 1]], { mode: 'symmetric' }),
  'pad edge': () => T.pad(cube, [[1, 1], [0, 2], [3, 0]], { mode: 'edge' }), // prettier-ignore
  'pad wrap': () => T.pad(line, [[9, 3]], { mode: 'wrap' }),
  'pad none': () => T.pad(empty, [[1, 1], [0, 0]]), // prettier-ignore
  roll: () => T.roll(matrix, 2, { axis: 1 }),
  'roll back': () => T.roll(matrix, -4),
  'roll both': () => T.roll(cube, 1, { axis: [0, -1] }),
  'roll each': () => T.roll(cube, [1, -2], { axis: [1, -1] }),
  'roll none': () => T.roll(empty, 3),
  repeat: () => T.repeat(matrix, 2),
  'repeat -1': () => T.repeat(cube, 3, { axis: -1 }),
  'repeat 0': () => T.repeat(matrix, 0, { axis: 1 }),
  'repeat each': () => T.repeat(matrix, [2, 0, 1]),
  'repeat each -1': () => T.repeat(cube, [1, 0, 3, 2], { axis: -1 }),
  'repeat each none': () => T.repeat(thin, [], { axis: 1 }),
  tile: () => T.tile(matrix, [2, 1]),
  'tile more axes': () => T.tile(line, [2, 1, 2]),
  'tile fewer axes': () => T.tile(cube, [3]),
  'tile none': () => T.tile(empty, [2, 2]),
  takeAlong: () => T.takeAlong(matrix, at('along')),
  'takeAlong 0': () => T.takeAlong(matrix, at('alongFirst'), { axis: 0 }),
  'takeAlong -2': () =>
    T.takeAlong(cube, T.stack([at('alongFirst'), at('alongFirst')]) as T.Positions, { axis: -2 }),
  'takeAlong none': () => T.takeAlong(empty, ints([], [0, 1]), { axis: 1 }),
  gather: () => T.gather(matrix, at('pairs')),
  'gather blocks': () => T.gather(cube, at('pairRows')),
  'gather rows': () => T.gather(matrix, T.expandDims(at('twice'), 1) as T.Positions),
  'gather everything': () => T.gather(matrix, ints([], [2, 0])),
  'gather batch': () => T.gather(cube, at('pairRows'), { batchAxes: 1 }),
  'gather batches': () =>
    T.gather(cube, T.expandDims(T.stack([at('along'), at('along')]) as T.Positions, -1) as T.Positions, {
      batchAxes: 2,
    }),
  'gather none': () => T.gather(matrix, ints([], [0, 2])),
  setAlong: () => T.setAlong(matrix, at('along'), T.slice(values, [0, 0], [3, 3])),
  'setAlong 0': () => T.setAlong(matrix, at('alongFirst'), 7, { axis: 0 }),
  'setAlong none': () => T.setAlong(empty, ints([], [0, 1]), 1),
  addAlong: () => T.addAlong(matrix, at('along'), T.slice(values, [0, 0], [3, 3])),
  'addAlong whole': () => T.addAlong(whole, T.mod(at('alongFirst'), 2) as T.Positions, 2, { axis: 0 }),
  setAt: () => T.setAt(matrix, at('twice'), values),
  'setAt axis': () => T.setAt(matrix, at('rows'), 7, { axis: 1 }),
  'setAt none': () => T.setAt(matrix, at('none'), 7),
  'setAt whole': () => T.setAt(whole, ints([1]), 3),
  addAt: () => T.addAt(matrix, at('twice'), values),
  'addAt -1': () => T.addAt(matrix, at('twice'), three, { axis: -1 }),
  scatter: () => T.scatter(matrix, at('pairs'), three),
  'scatter blocks': () =>
    T.scatter(
      cube,
      at('pairRows'),
      T.reshape(T.slice(matrix, [0], [2]) as AnyTensor, [2, 1, 4]) as AnyTensor,
    ),
  scatterAdd: () => T.scatterAdd(matrix, at('pairs'), three),
  sort: () => T.sort(matrix),
  'sort 0': () => T.sort(cube, { axis: 0 }),
  'sort NaN': () => T.sort(tied, { axis: 1 }),
  'sort descending': () => T.sort(cube, { axis: -2, descending: true }),
  'sort whole': () => T.sort(whole),
  'sort none': () => T.sort(thin, { axis: 1 }),
  'topK values': () => T.topK(tied, 3).values,
  'topK indices': () => T.topK(tied, 3).indices,
  'topK 0': () => T.topK(cube, 2, { axis: 1 }).indices,
  'topK of whole': () => T.topK(whole, 4).indices,
  searchSorted: () => T.searchSorted(sorted, queries),
  'searchSorted right': () => T.searchSorted(sorted, queries, { side: 'right' }),
  'searchSorted none': () => T.searchSorted(T.zeros([0], { dtype: 'float64' }), queries),
  'searchSorted whole': () =>
    T.searchSorted(T.arange(0, 9, 1, { dtype: 'int32' }), at('labels'), { side: 'right' }),
  bincount: () => T.bincount(at('labels')),
  'bincount length': () => T.bincount(at('labels'), { length: 8 }),
  'bincount weights': () => T.bincount(at('labels'), { weights }),
  'bincount none': () => T.bincount(at('none'), { length: 2 }),
  histogram: () => T.histogram(cube).counts,
  'histogram edges': () => T.histogram(cube).edges,
  'histogram range': () => T.histogram(cube, { bins: 4, range: [-0.5, 1] }).counts,
  'histogram of one': () => T.histogram(one, { bins: 3 }).counts,
  'histogram of one edges': () => T.histogram(one, { bins: 3 }).edges,
  'histogram whole': () => T.histogram(T.cast(whole, 'float64') as AnyTensor, { bins: 11 }).counts,
  'histogram none': () => T.histogram(empty, { bins: 2 }).counts,
  'histogram none edges': () => T.histogram(empty, { bins: 2 }).edges,
  'histogram weights': () => T.histogram(matrix, { bins: 5, weights: values }).counts,
  'histogram whole weights': () =>
    T.histogram(T.slice(values, [0], [2]) as AnyTensor, { bins: 3, weights: whole }).counts,
  'histogram density': () => T.histogram(cube, { bins: 7, density: true }).counts,
  'histogram density weights': () =>
    T.histogram(matrix, { bins: 5, range: [-1, 1], weights: T.square(values) as AnyTensor, density: true })
      .counts,
  'histogram given edges': () => T.histogram(cube, { bins: edges }).counts,
  'histogram given edges weights': () => T.histogram(matrix, { bins: edges, weights: values }).counts,
  'histogram given edges density': () =>
    T.histogram(cube, { bins: T.slice(edges, [0], [4]) as AnyTensor, density: true }).counts,
  'histogram given whole edges': () => T.histogram(whole, { bins: x('steps') }).counts,
  'histogram given whole edges density': () =>
    T.histogram(T.cast(whole, 'float64') as AnyTensor, {
      bins: T.cast(x('steps'), 'float64') as AnyTensor,
      density: true,
    }).counts,
  'histogram of NaN': () => T.histogram(tied, { bins: edges }).counts,
  unique: () => T.unique(tied),
  'unique whole': () => T.unique(whole),
  'uniqueAll indices': () => T.uniqueAll(whole).indices,
  'uniqueAll inverse': () => T.uniqueAll(whole).inverse,
  'uniqueAll counts': () => T.uniqueAll(whole).counts,
  'unique none': () => T.unique(empty),
}

describe('results equal those of NumPy', () => {
  test('every golden case has its row', () => expect(Object.keys(rows)).toEqual(Object.keys(cases)))

  test.each(Object.entries(rows))('%s', (name, f) => {
    const found = f() as AnyTensor
    const wanted = cases[name]!
    expect(found.shape).toEqual(wanted.shape)
    expect(found.dtype).toBe(wanted.dtype)
    const exact = numbers(wanted)
    expect([...T.toTypedArray(found)].map((v, i) => (close(v, exact[i]!) ? exact[i] : v))).toEqual(exact)
  })

  test('operands are left as they were', () => {
    Object.entries(inputs).forEach(([name, stored]) => {
      const operand = { cube, matrix, line, whole, tied, values }[name]
      if (operand !== undefined) expect([...T.toTypedArray(operand)]).toEqual(numbers(stored))
    })
  })
})

const list = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 12 })
const tensorOf = (v: readonly number[]): Tensor<readonly [number]> =>
  T.fromTypedArray(Float32Array.from(v), [v.length])
const read = (t: AnyTensor): readonly number[] => [...T.toTypedArray(t)]

describe('laws', () => {
  test('concat undoes split', () => {
    fc.assert(
      fc.property(list, fc.array(fc.nat(12), { maxLength: 4 }), (v, cuts) => {
        const places = cuts.filter((c) => c <= v.length).toSorted((a, b) => a - b)
        expect(read(T.concat(T.split(tensorOf(v), places)))).toEqual(v)
      }),
    )
  })

  test('a stepped slice is what a loop would read', () => {
    const whole = fc.integer({ min: -15, max: 15 })
    fc.assert(
      fc.property(list, whole, whole, fc.constantFrom(-4, -3, -2, -1, 1, 2, 3, 4), (v, start, end, step) => {
        const n = v.length
        const inside = (p: number): number => {
          const q = p < 0 ? p + n : p
          return step > 0 ? Math.min(n, Math.max(0, q)) : Math.min(n - 1, Math.max(-1, q))
        }
        const wanted: number[] = []
        for (let i = inside(start); step > 0 ? i < inside(end) : i > inside(end); i += step)
          wanted.push(v[i]!)
        expect(read(T.slice(tensorOf(v), [start], [end], { steps: [step] }))).toEqual(wanted)
      }),
    )
  })

  test('rolling on and back is the identity', () => {
    fc.assert(
      fc.property(list, fc.integer({ min: -30, max: 30 }), (v, by) => {
        expect(read(T.roll(T.roll(tensorOf(v), by), -by))).toEqual(v)
      }),
    )
  })

  test('what setAt put, take reads, where no place is named twice', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(9)), (places) => {
        const news = tensorOf(places.map((p) => p + 100))
        const after = T.setAt(T.zeros([10]), ints(places), news)
        expect(read(T.take(after, ints(places)))).toEqual(read(news))
      }),
    )
  })

  test('sorting orders the elements, and searchSorted finds each of them', () => {
    fc.assert(
      fc.property(list, (v) => {
        const ordered = T.sort(tensorOf(v))
        expect(read(ordered)).toEqual(v.toSorted((a, b) => a - b))
        expect(read(T.searchSorted(ordered, ordered))).toEqual(
          read(ordered).map((e) => read(ordered).indexOf(e)),
        )
      }),
    )
  })
})

describe('positions whose values are not known yet', () => {
  test('become -1 where any coordinate is out of range, which the evaluation refuses', () => {
    const coordinates = ints([0, 1, 2, 0, 0, 3, 1, -1], [4, 2])
    const flat = ints([1, 6, 3, 2])
    expect(read(guarded(flat, coordinates, ints([2, 3])))).toEqual([1, -1, -1, -1])
    expect(read(guarded(flat, ints([0, 4, -1, 3]), ints([4])))).toEqual([1, -1, -1, 2])
  })
})

describe('mistakes', () => {
  const m = T.zeros([2, 3]) as AnyTensor
  test.each([
    [() => T.swapAxes(m, 0, 2), 'swapAxes: axis 2 is out of range for shape [2,3] of rank 2'],
    [() => T.stack([m, m], { axis: 4 }), 'stack: axis 4 is out of range for shape [2,3] of rank 2'],
    [
      () => T.slice(m, [0], [1], { steps: [0] }),
      'slice: steps are whole numbers other than 0, one for each of the 1 starts, got [0]',
    ],
    [
      () => T.slice(m, [0], [1], { steps: [1, 1] }),
      'slice: steps are whole numbers other than 0, one for each of the 1 starts, got [1,1]',
    ],
    [
      () => T.split(m, 2, { axis: 1 }),
      'split: axis 1 of [2,3] has 3 elements, which is not 2 equal parts. Give the positions to cut at?',
    ],
    [() => T.split(m, [2, 1]), 'split: positions go up from 0 to the 2 elements of axis 0, got [2,1]'],
    [() => T.pad(m, [[1, 1]]), 'pad: [2,3] has 2 axes, and needs as many pairs of widths, got 1'],
    [
      () => T.pad(empty, [[1, 0], [0, 0]], { mode: 'edge' }), // prettier-ignore
      "pad: mode 'edge' needs elements to repeat, axis 0 of [0,3] has none",
    ],
    [
      () => T.pad(ints([1]), [[1, 0]], { value: 0.5 }),
      "pad: 0.5 is not a whole number, and a plain number takes the int32 of the tensor that it meets. Cast the tensor to 'float32' first?",
    ],
    [() => T.repeat(m, -1), 'repeat: repetitions are whole numbers from 0, got [-1]'],
    [() => T.tile(m, [0.5]), 'tile: repetitions are whole numbers from 0, got [0.5]'],
    [() => T.roll(m, [1, 2]), 'roll: each axis needs a shift, got shifts [1,2] for axes [0]'],
    [() => T.roll(m, [1, NaN], { axis: [0, 1] }), 'roll: the shift is a whole number, got NaN'],
    [() => T.roll(m, 0.5), 'roll: the shift is a whole number, got 0.5'],
    [
      () => T.takeAlong(m, ints([0, 1], [1, 2])),
      'takeAlong: positions need the shape of the tensor but along axis 1, got [1,2] for [2,3]',
    ],
    [
      () => T.takeAlong(m, ints([0, 3], [2, 1])),
      'takeAlong: index 3 at position 1 is out of range, the axis has 3 elements (0..2).',
    ],
    [() => T.takeAlong(m, m as never), 'takeAlong: positions must be int32, got float32'],
    [
      () => T.gather(m, ints([0, 0, 0], [1, 3])),
      'gather: the last axis of the positions holds coordinates of at most 2 axes of [2,3], got [1,3]',
    ],
    [
      () => T.gather(m, ints([1, 2, 2, 0], [2, 2])),
      'gather: index 2 at position 2 is out of range, the axis has 2 elements (0..1).',
    ],
    [
      () => T.gather(m, ints([0, 0, 0], [3, 1]), { batchAxes: 1 }),
      'gather: the first 1 of the axes are the batch, and must agree: [2,3] against positions [3,1]',
    ],
    [
      () => T.gather(m, ints([0, 0], [2, 1]), { batchAxes: 2 }),
      'gather: batchAxes is a whole number from 0 to 1, the axes that [2,3] and the positions [2,1] can share, got 2',
    ],
    [
      () => T.gather(m, ints([0, 3], [2, 1]), { batchAxes: 1 }),
      'gather: index 3 at position 1 is out of range, the axis has 3 elements (0..2).',
    ],
    [
      () => T.setAlong(m, ints([0, 1], [1, 2]), 0),
      'setAlong: positions need the shape of the tensor but along axis 1, got [1,2] for [2,3]',
    ],
    [
      () => T.addAlong(m, ints([0, 3], [2, 1]), 0),
      'addAlong: index 3 at position 1 is out of range, the axis has 3 elements (0..2).',
    ],
    [
      () => T.setAlong(m, ints([0, 1], [2, 1]), T.zeros([3, 1])),
      'setAlong: cannot broadcast [3,1] with [2,1]: 3 against 2',
    ],
    [
      () => T.setAt(m, ints([-1]), 0),
      'setAt: index -1 at position 0 is out of range, the axis has 2 elements (0..1).',
    ],
    [
      () => T.addAt(m, ints([0]), T.zeros([1, 3], { dtype: 'float64' })),
      'addAt: float32 cannot hold the values, which are float64. Cast them first?',
    ],
    [
      () => T.setAt(m, ints([0]), T.zeros([2, 1, 3])),
      'setAt: the values [2,1,3] do not broadcast to the places that they go to, [1,3]',
    ],
    [
      () => T.scatter(m, ints([0, 0], [1, 2]), T.zeros([3, 2])),
      'scatter: the values [3,2] do not broadcast to the places that they go to, [1]',
    ],
    [() => T.topK(m, 4), 'topK: k is a whole number from 0 to the 3 elements of axis 1, got 4'],
    [() => T.searchSorted(m, 1), 'searchSorted: the sorted elements have one axis, got [2,3]'],
    [
      () => T.bincount(ints([0, 4]), { length: 4 }),
      'bincount: index 4 at position 1 is out of range, the axis has 4 elements (0..3).',
    ],
    [
      () => T.bincount(ints([0, 4]), { weights: T.zeros([3]) }),
      'bincount: each element needs a weight, got weights [3] for [2]',
    ],
    [() => T.repeat(m, [1, -2]), 'repeat: repetitions are whole numbers from 0, got [1,-2]'],
    [
      () => T.repeat(m, [1, 2, 3]),
      'repeat: axis 0 of [2,3] has 2 elements, and needs as many repetitions, got 3',
    ],
    [
      () => T.histogram(m, { weights: T.zeros([2]) }),
      'histogram: each element needs a weight, got weights [2] for [2,3]',
    ],
    [
      () => T.histogram(m, { bins: T.tensor([0, 2, 1]) }),
      'histogram: edges do not go down, got 1 after 2 at position 2',
    ],
    [
      () => T.histogram(m, { bins: T.tensor([0, NaN]) }),
      'histogram: edges do not go down, got NaN after 0 at position 1',
    ],
    [() => T.histogram(m, { bins: T.tensor([0]) }), 'histogram: edges are a vector of at least 2, got [1]'],
    [
      () => T.histogram(m, { bins: T.tensor([0, 1]), range: [0, 1] }),
      'histogram: the edges say the range, which is given as [0,1] as well',
    ],
    [() => T.histogram(m, { bins: 0 }), 'histogram: the number of bins is a whole number from 1, got 0'],
    [
      () => T.histogram(m, { range: [1, 0] }),
      'histogram: the range goes up between finite numbers, got [1,0]',
    ],
  ])('%#', (f, message) => expect(f).toThrow(expect.objectContaining({ message })))
})
