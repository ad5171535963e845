import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { agrees, type OperandRow, operationsOf } from '../harness/operands.ts'

const ints = (values: readonly number[], shape: readonly number[] = [values.length]): T.Positions =>
  T.fromTypedArray(Int32Array.from(values), shape)

// A row here and one of the same name in tools/golden/autograd_operations.py.
const rows: Readonly<Record<string, OperandRow>> = {
  swapAxes: (x) => T.swapAxes(x, 0, -1),
  permute: (x) => T.permute(x, [2, 0, 1]),
  transpose: (x, b) => T.mul(T.transpose(x), T.expandDims(b, 1)),
  reshape: (x) => T.reshape(x, [4, -1]),
  'expandDims and squeeze': (x) => T.squeeze(T.expandDims(x, 0), 2),
  slice: (x) => T.slice(x, [0, 1, 1], [2, 3, 3]),
  'slice steps': (x) => T.slice(x, [-1, 0, 3], [-3, 3, 0], { steps: [-1, 2, -2] }),
  'flip two axes': (x) => T.mul(x, T.flip(x, { axis: [0, 2] })),
  'roll two axes': (x) => T.mul(x, T.roll(x, 2, { axis: [1, 2] })),
  split: (x) => T.split(x, [1, 3], { axis: 1 }),
  concat: (a, b) => T.concat([a, b]),
  'concat three': (a, b) => T.concat([b, a, b], { axis: -1 }),
  stack: (a, b) => T.stack([a, b], { axis: -1 }),
  'pad value': (x) => T.pad(x, [[1, 0], [2, 1]], { value: 0.5 }), // prettier-ignore
  'pad reflect': (x) => T.pad(x, [[0, 0], [0, 0], [2, 3]], { mode: 'reflect' }), // prettier-ignore
  'pad edge': (x) => T.pad(x, [[0, 0], [0, 0], [2, 1]], { mode: 'edge' }), // prettier-ignore
  'pad wrap': (x) => T.pad(x, [[0, 0], [0, 0], [3, 2]], { mode: 'wrap' }), // prettier-ignore
  'repeat each': (x) => T.repeat(x, 2, { axis: 1 }),
  'repeat by counts': (x) => T.repeat(x, [2, 0, 3]),
  tile: (x) => T.tile(x, [2, 1, 2]),
  take: (x) => T.take(x, ints([2, 0, 1, 2], [2, 2])),
  'take along the last axis': (x) => T.take(x, ints([3, 3, 0]), { axis: -1 }),
  takeAlong: (x) => T.takeAlong(x, ints([3, 0, 0, 1, 1, 2, 0, 3, 1], [3, 3])),
  gather: (x) => T.gather(x, ints([0, 3, 2, 1, 0, 3], [3, 2])),
  'gather blocks': (x) => T.gather(x, ints([1, 2, 0, 0, 1, 2], [3, 2])),
  setAt: (x, y) => T.setAt(x, ints([2, 0]), y),
  'setAt columns': (x, y) => T.setAt(x, ints([1, 3]), y, { axis: 1 }),
  addAt: (x, y) => T.addAt(x, ints([1, 1]), y),
  scatter: (x, y) => T.scatter(x, ints([0, 3, 2, 1, 1, 1], [3, 2]), y),
  scatterAdd: (x, y) => T.scatterAdd(x, ints([0, 3, 2, 1, 0, 3], [3, 2]), y),
  sort: (x) => T.sort(x),
  'sort descending': (x) => T.sort(x, { axis: 1, descending: true }),
  topK: (x) => T.topK(x, 3).values,
  'topK along the first': (x) => T.topK(x, 2, { axis: 0 }).values,
  tril: (x) => T.tril(x),
  'triu below': (x) => T.triu(x, { k: -1 }),
  'diag of a vector': (x) => T.diag(x, { k: 1 }),
  'diag of a matrix': (x) => T.diag(x, { k: -1 }),
  meshgrid: (a, b) => T.meshgrid([a, b]),
  'meshgrid by rows': (a, b, c) => T.meshgrid([a, b, c], { indexing: 'ij' }),
  'bincount weights': (weights) => T.bincount(ints([3, 0, 3, 1, 1]), { length: 4, weights }),
  'histogram weights': (weights: AnyTensor) =>
    T.histogram(T.tensor([0.1, 0.9, 0.4, 0.5, 0.2], { dtype: 'float64' }), {
      bins: 3,
      range: [0, 1],
      weights,
    }).counts,
}

agrees(rows, operationsOf('movement'))
