import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { stopGradient } from '../src/index.ts'
import { type Case, conforms, double, loadGolden, type Rows } from './harness/conformance.ts'

interface Golden {
  readonly constants: Readonly<Record<'row' | 'square' | 'positive' | 'indices', readonly number[]>>
  readonly cases: Readonly<Record<string, Case>>
}

const { constants, cases } = loadGolden<Golden>('gradients')

const row = double(constants.row, [4])
const square = double(constants.square, [4, 4])
const positive = double(constants.positive, [3, 4])
const indices: Tensor<readonly number[], 'int32'> = T.fromTypedArray(Int32Array.from(constants.indices), [3])

const mm = (a: AnyTensor, b: AnyTensor): AnyTensor => T.matmul(a, b)
const sq = (x: unknown): AnyTensor => T.square(x as AnyTensor)

// A row here and one of the same name in tools/golden/autograd.py bring a value, a gradient and a Hessian-vector product.
const rows: Rows = {
  abs: T.abs,
  exp: T.exp,
  expm1: T.expm1,
  sin: T.sin,
  cos: T.cos,
  tanh: T.tanh,
  square: T.square,
  log: T.log,
  log1p: T.log1p,
  sqrt: T.sqrt,
  reciprocal: T.reciprocal,
  neg: T.neg,
  rsqrt: T.rsqrt,
  sigmoid: T.sigmoid,
  softplus: T.softplus,
  relu: T.relu,
  erf: T.erf,
  erfInv: T.erfInv,
  'add row': (x) => T.add(x, row),
  'sub from row': (x) => T.sub(row, x),
  'mul row': (x) => T.mul(x, row),
  'mul itself transposed': (x) => T.mul(x, T.transpose(x) as AnyTensor),
  'div by row': (x) => T.div(x, row),
  'div row by': (x) => T.div(row, x),
  mod: (x) => T.mod(x, 0.7),
  'pow 3': (x) => T.pow(x, 3),
  'pow of base': (x) => T.pow(positive, x),
  'pow both': (x) => T.pow(x, x),
  'maximum with row': (x) => T.maximum(x, row),
  'minimum with row': (x) => T.minimum(x, row),
  'maximum of ties': (x) => T.maximum(x, 2),
  where: (x) => T.where(T.greater(x, 0), T.mul(x, x), T.neg(x) as AnyTensor),
  'sum axis 0': (x) => sq(T.sum(x, { axis: 0 })),
  'mean keepDims': (x) => T.sub(x, sq(T.mean(x, { axis: 1, keepDims: true }))),
  variance: (x) => T.variance(x, { axis: 1 }),
  std: (x) => T.std(x, { axis: 0 }),
  max: (x) => T.max(x, { axis: 1 }),
  'max of ties': (x) => T.max(x, { axis: 1 }),
  min: (x) => T.min(x),
  prod: (x) => T.prod(x, { axis: 1 }),
  'prod with zeros': (x) => T.prod(x, { axis: 1 }),
  logSumExp: (x) => T.logSumExp(x, { axis: 1 }),
  softmax: (x) => sq(T.softmax(x, { axis: 1 })),
  logSoftmax: (x) => T.logSoftmax(x, { axis: 0 }),
  norm: (x) => T.norm(x, { axis: 1 }),
  'reshape and transpose': (x) => {
    const m: AnyTensor = T.reshape(x, [2, 6])
    return sq(mm(T.transpose(m) as AnyTensor, m))
  },
  permute: (x) => T.sin(T.permute(T.reshape(x, [3, 2, 2]) as AnyTensor, [2, 0, 1]) as AnyTensor),
  broadcastTo: (x) => sq(T.broadcastTo(T.expandDims(x, 1) as AnyTensor, [3, 5, 4])),
  slice: (x) => sq(T.slice(x, [1, 1], [3, 3])),
  pad: (x) => T.exp(T.pad(x, [[1, 0], [0, 2]]) as AnyTensor), // prettier-ignore
  flip: (x) => T.mul(x, T.flip(x, { axis: 1 })),
  concat: (x) => sq(T.concat([x, T.mul(x, x) as AnyTensor], { axis: 1 })),
  stack: (x) => sq(T.stack([x, T.sin(x) as AnyTensor], { axis: 1 })),
  'take rows': (x) => sq(T.take(x, indices)),
  'take columns': (x) => T.pow(T.take(x, indices, { axis: 1 }) as AnyTensor, 3),
  'matmul left': (x) => T.tanh(mm(x, square)),
  'matmul right': (x) => T.tanh(mm(square, T.transpose(x) as AnyTensor)),
  'matmul both': (x) => mm(x, T.transpose(x) as AnyTensor),
  'matmul vector': (x) => mm(x, row),
  'matmul batched': (x) => {
    const m: AnyTensor = T.reshape(x, [3, 2, 2])
    return mm(m, T.slice(m, [0], [1]) as AnyTensor)
  },
  'three steps': (x) =>
    [0, 1, 2].reduce((y) => T.tanh(mm(mm(y, T.transpose(x) as AnyTensor), y)) as AnyTensor, x),
  stopGradient: (x) => T.mul(x, stopGradient(x)),
}

// JAX's derivative of prod is right with zeros to the first order; ours too. The second differs by design of neither.
conforms(rows, cases, ['prod with zeros', 'maximum of ties', 'max of ties'])
