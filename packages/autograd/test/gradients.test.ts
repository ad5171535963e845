import { readFileSync } from 'node:fs'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { grad, jvp, type Scalar, stopGradient, vjp } from '../src/index.ts'

interface Case {
  readonly shape: readonly number[]
  readonly x: readonly number[]
  readonly value: number
  readonly gradient: readonly number[]
  readonly hessianProduct: readonly number[]
}

interface Golden {
  readonly constants: Readonly<Record<'row' | 'square' | 'positive' | 'indices', readonly number[]>>
  readonly cases: Readonly<Record<string, Case>>
}

const { constants, cases } = JSON.parse(
  readFileSync(new URL('./golden/gradients.json', import.meta.url), 'utf8'),
) as Golden

const double = (values: readonly number[], shape: readonly number[]): AnyTensor =>
  T.fromTypedArray(Float64Array.from(values), shape)

const row = double(constants.row, [4])
const square = double(constants.square, [4, 4])
const positive = double(constants.positive, [3, 4])
const indices: Tensor<readonly number[], 'int32'> = T.fromTypedArray(Int32Array.from(constants.indices), [3])

type F = (x: AnyTensor) => unknown
const mm = (a: AnyTensor, b: AnyTensor): AnyTensor => T.matmul(a, b)
const sq = (x: unknown): AnyTensor => T.square(x as AnyTensor)

// A row here and one of the same name in tools/golden/autograd.py bring a value, a gradient and a Hessian-vector product.
const rows: Readonly<Record<string, F>> = {
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

/** The weighted sum that gives every element of a result a cotangent of its own. */
const scalar =
  (f: F) =>
  (x: AnyTensor): Scalar => {
    const y = f(x) as AnyTensor
    const weights = double(
      Array.from({ length: T.sizeOf(y.shape) }, (_, i) => Math.cos(i)),
      y.shape,
    )
    return T.sum(T.mul(y, weights) as AnyTensor) as Scalar
  }

const near = (found: readonly number[], wanted: readonly number[]): void => {
  const scale = Math.max(1, ...wanted.map(Math.abs))
  found.forEach((v, i) =>
    expect(Math.abs(v - wanted[i]!), `element ${i}: ${v}, wanted ${wanted[i]}`).toBeLessThanOrEqual(
      1e-12 * scale,
    ),
  )
}

const values = (x: AnyTensor): readonly number[] => [...T.toTypedArray(x)]

// JAX's derivative of prod is right with zeros to the first order; ours too. The second differs by design of neither.
const firstOrderOnly = new Set(['prod with zeros', 'maximum of ties', 'max of ties'])

describe('values, gradients and Hessian-vector products equal those of JAX', () => {
  test('every golden case has its row', () => expect(Object.keys(rows)).toEqual(Object.keys(cases)))

  test.each(Object.entries(rows))('%s', (name, f) => {
    const c = cases[name]!
    const x = double(c.x, c.shape)
    const direction = double(
      c.x.map((_, i) => Math.sin(i)),
      c.shape,
    )
    near([T.item(scalar(f)(x))], [c.value])
    near(values(grad(scalar(f))(x)), c.gradient)
    if (!firstOrderOnly.has(name)) near(values(jvp(grad(scalar(f)), x, direction)[1]), c.hessianProduct)
  })
})

describe('forward and reverse mode agree: ⟨J t, c⟩ = ⟨t, Jᵀ c⟩', () => {
  test.each(Object.entries(rows))('%s', (name, f) => {
    const c = cases[name]!
    const x = double(c.x, c.shape)
    const t = double(
      c.x.map((_, i) => Math.sin(i + 1)),
      c.shape,
    )
    const [y, forward] = jvp((v: AnyTensor) => f(v) as AnyTensor, x, t)
    const cotangent = double(
      values(y).map((_, i) => Math.cos(i + 1)),
      y.shape,
    )
    const backward = vjp((v: AnyTensor) => f(v) as AnyTensor, x)[1](cotangent)
    const inner = (a: AnyTensor, b: AnyTensor): number => T.item(T.sum(T.mul(a, b) as AnyTensor))
    near([inner(forward, cotangent)], [inner(t, backward)])
  })
})
