import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { grad, type Scalar } from '../src/index.ts'
import {
  type Case,
  conforms,
  double,
  loadGolden,
  type Row,
  type Rows,
  values as read,
} from './harness/conformance.ts'

interface Stored {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

const golden = loadGolden<{
  readonly point: Stored
  readonly inputs: Readonly<Record<'values' | 'along' | 'alongFirst' | 'pairs' | 'twice' | 'labels', Stored>>
  readonly cases: Readonly<Record<string, Omit<Case, 'shape' | 'x'>>>
}>('movement')

const ints = ({ values, shape }: Stored): T.Positions => T.fromTypedArray(Int32Array.from(values), shape)
const places = (...values: readonly number[]): T.Positions => ints({ values, shape: [values.length] })

const { point, inputs, cases } = golden
const at = double(point.values, point.shape)
const values = double(inputs.values.values, inputs.values.shape)
const rowsOf = (x: AnyTensor, from: number, to: number): AnyTensor => T.slice(x, [from], [to])
const columns = (x: AnyTensor, from: number, to: number): AnyTensor => T.slice(x, [0, from], [3, to])
const sq = (x: unknown): AnyTensor => T.square(x as AnyTensor)
const sin = (x: unknown): AnyTensor => T.sin(x as AnyTensor)
const head = (x: AnyTensor, count: number): AnyTensor =>
  T.reshape(T.slice(x, [0, 0], [1, count]) as AnyTensor, [count])

// A row here and one of the same name in tools/golden/tensor_movement.py.
const rows: Rows = {
  swapAxes: (x) => sin(T.swapAxes(x, 0, -1)),
  'slice steps': (x) => sq(T.slice(x, [0, 3], [3, 0], { steps: [2, -2] })),
  'slice negative step': (x) => T.mul(x, T.slice(x, [-1], [-4], { steps: [-1] })),
  split: (x) => T.mul(T.split(x, 2, { axis: 1 })[0], T.split(x, [2], { axis: 1 })[1]),
  'pad value': (x) => sq(T.pad(x, [[1, 0], [0, 2]], { value: 3 })), // prettier-ignore
  'pad reflect': (x) => sq(T.pad(x, [[2, 1], [3, 2]], { mode: 'reflect' })), // prettier-ignore
  'pad symmetric': (x) => sq(T.pad(x, [[2, 1], [3, 2]], { mode: 'symmetric' })), // prettier-ignore
  'pad edge': (x) => sin(T.pad(x, [[1, 1], [0, 2]], { mode: 'edge' })), // prettier-ignore
  'pad wrap': (x) => sin(T.pad(x, [[1, 1], [5, 2]], { mode: 'wrap' })), // prettier-ignore
  roll: (x) => T.mul(x, T.roll(x, 1, { axis: 1 })),
  repeat: (x) => T.exp(T.repeat(x, 2, { axis: 1 }) as AnyTensor),
  tile: (x) => sq(T.tile(x, [2, 1, 2])),
  takeAlong: (x) => sq(T.takeAlong(x, ints(inputs.along))),
  'takeAlong 0': (x) => sin(T.takeAlong(x, ints(inputs.alongFirst), { axis: 0 })),
  gather: (x) => sq(T.gather(x, ints(inputs.pairs))),
  'gather batch': (x) =>
    sin(T.gather(x, T.expandDims(ints(inputs.along), -1) as T.Positions, { batchAxes: 1 })),
  'gather blocks': (x) => sin(T.gather(x, ints({ values: [0, 2, 0], shape: [3, 1] }))),
  setAlong: (x) =>
    sq(T.setAlong(x, ints({ values: [1, 0, 2, 3, 0, 2], shape: [3, 2] }), sin(columns(x, 0, 2)))),
  addAlong: (x) => sq(T.addAlong(x, ints(inputs.along), sin(columns(x, 0, 3)))),
  'setAt tensor': (x) => sq(T.setAt(x, places(2, 0), rowsOf(values, 0, 2))),
  'setAt values': (x) => sq(T.setAt(values, places(1, 3), columns(x, 0, 2), { axis: 1 })),
  'setAt both': (x) => sq(T.setAt(x, places(1), sin(rowsOf(x, 0, 1)))),
  addAt: (x) => sq(T.addAt(x, ints(inputs.twice), sin(x))),
  scatter: (x) => sq(T.scatter(x, ints({ values: [0, 3, 2, 1], shape: [2, 2] }), sin(head(x, 2)))),
  scatterAdd: (x) => sq(T.scatterAdd(x, ints(inputs.pairs), head(x, 3))),
  sort: (x) => sq(T.sort(x)),
  'sort 0': (x) => sin(T.sort(x, { axis: 0 })),
  topK: (x) => sq(T.topK(x, 2).values),
  'bincount weights': (x) => {
    const weights: AnyTensor = T.reshape(
      T.slice(T.reshape(x, [12]) as AnyTensor, [0], [6]) as AnyTensor,
      [2, 3],
    )
    return sq(T.bincount(ints(inputs.labels), { length: 6, weights }))
  },
}

// All rows share a point.
conforms(
  rows,
  Object.fromEntries(
    Object.entries(cases).map(([name, c]) => [name, { ...c, shape: point.shape, x: point.values }]),
  ),
  [],
  ['setAt tensor'],
)

describe('what has no derivative', () => {
  test('positions and counts do not change with the elements', () => {
    const zero = (f: Row): readonly number[] =>
      read(
        grad(
          (x: AnyTensor) =>
            T.sum(T.mul(x, T.sum(T.cast(f(x) as AnyTensor, 'float64') as AnyTensor))) as Scalar,
        )(at),
      )
    const searched = zero((x) => T.searchSorted(T.tensor([-1, 0, 1]), x))
    const counted = zero((x) => T.histogram(x, { bins: 3 }).counts)
    expect(new Set(searched).size).toBe(1)
    expect(new Set(counted)).toEqual(new Set([12]))
  })

  test('unique needs values', () => {
    expect(() => grad((x: AnyTensor) => T.sum(T.unique(x)) as Scalar)(at)).toThrow(
      expect.objectContaining({
        message:
          'unique: the shape of the result depends on values, which are not known inside a transformation such as grad. Call it outside?',
      }),
    )
  })

  test('a gamma variable does not say how it moves with its concentration', () => {
    const sample = (a: AnyTensor): Scalar => T.sum(T.Rng.gamma(T.Rng.key(0), a, [3])) as Scalar
    expect(() => grad(sample)(T.tensor(2) as AnyTensor)).toThrow(
      expect.objectContaining({
        message:
          'Rng.gamma: samples have no derivative by their shape parameter, nor have those of beta and dirichlet. Put stopGradient around it?',
      }),
    )
  })
})
