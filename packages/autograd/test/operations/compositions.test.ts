import * as T from '@gradus/tensor'
import { agrees, type OperandRow, operationsOf } from '../harness/operands.ts'
import {
  add,
  batchNorm,
  channels,
  classes,
  crossEntropy,
  div,
  gelu,
  layerNorm,
  meanSquare,
  mul,
  normalized,
  sub,
  type X,
} from '../models/pieces.ts'

const last = { axis: -1, keepDims: true } as const

const halves = (x: X): readonly [X, X] => {
  const [a, b] = T.split(x, 2, { axis: -1 })
  return [a, b]
}

const labels = classes([2, 0, 3], 4)

// A row here and one of the same name in tools/golden/autograd_operations.py.
const rows: Readonly<Record<string, OperandRow>> = {
  'layer normalisation': layerNorm,
  'RMS normalisation': (x: X, g: X) => mul(mul(x, T.rsqrt(add(T.mean(T.square(x), last) as X, 1e-5))), g),
  'batch normalisation': batchNorm,
  'instance normalisation': (x: X) => normalized(x, [2, 3]),
  'group normalisation': (x: X, g: X, b: X) => {
    const groups: X = T.reshape(x, [1, 2, 2, 5])
    return add(mul(T.reshape(normalized(groups, [2, 3]), [1, 4, 5]), channels(g, 3)), channels(b, 3))
  },
  'unit vectors': (x: X) => div(x, T.norm(x, last) as X),
  'cosine similarity': (a: X, b: X) => div(div(T.matmul(a, b), T.norm(a, { axis: 1 }) as X), T.norm(b) as X),
  'distances between rows': (a: X, b: X) => T.norm(sub(T.expandDims(a, 1), b), { axis: 2 }),
  gelu,
  'gelu by tanh': (x: X) => {
    const inside = mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, T.pow(x, 3) as X)))
    return mul(mul(0.5, x), add(1, T.tanh(inside)))
  },
  silu: (x: X) => mul(x, T.sigmoid(x)),
  mish: (x: X) => mul(x, T.tanh(T.softplus(x))),
  elu: (x: X) => T.where(T.greater(x, 0), x, T.expm1(T.minimum(x, 0) as X)),
  'leaky relu': (x: X) => T.where(T.greater(x, 0), x, mul(0.1, x)),
  'log sigmoid': (x: X) => T.neg(T.softplus(T.neg(x))),
  'gated linear unit': (x: X) => {
    const [a, b] = halves(x)
    return mul(a, T.sigmoid(b))
  },
  prelu: (x: X, a: X) => T.where(T.greater(x, 0), x, mul(channels(a, 4), x)),
  'cross entropy': (z: X) => crossEntropy(z, labels),
  'smoothed cross entropy': (z: X) => crossEntropy(z, add(mul(0.9, labels), 0.025)),
  'binary cross entropy': (z: X) => T.mean(sub(T.softplus(z), mul(z, labels))),
  'mean squared error': meanSquare,
  huber: (a: X, b: X) => {
    const error = sub(a, b)
    const size: X = T.abs(error)
    return T.mean(T.where(T.less(size, 0.7), div(T.square(error), 2), mul(0.7, sub(size, 0.35))) as X)
  },
  divergence: (a: X, b: X) => div(T.sum(mul(T.softmax(b), sub(T.logSoftmax(b), T.logSoftmax(a)))) as X, 3),
  linear: (x: X, w: X, b: X) => add(T.matmul(x, T.transpose(w)), b),
  bilinear: (x: X, y: X, w: X) => T.einsum('ni,oij,nj->no', x, w, y),
  embedding: (table: X) =>
    T.mean(T.take(table, T.tensor([[0, 2, 2], [1, 0, 2]], { dtype: 'int32' })) as X, { axis: 1 }), // prettier-ignore
}

agrees(rows, operationsOf('compositions'))
