import type { Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, test } from 'vitest'
import {
  cond,
  foriLoop,
  grad,
  hessian,
  hvp,
  jacobian,
  jit,
  jvp,
  linearize,
  remat,
  scan,
  stopGradient,
  valueAndGrad,
  vjp,
  vmap,
  whileLoop,
} from '../src/index.ts'
import { type Call, double, nearlyLoop } from './harness/batched.ts'

type S = Tensor<readonly [], 'float64'>
type V = Tensor<readonly [3], 'float64'>
type M = Tensor<readonly [3, 3], 'float64'>

const f = (x: V): S => T.sum(T.mul(T.exp(x), T.cumSum(x)))
const pair = (x: V) => ({ a: T.mul(x, T.sum(x)), b: [T.sin(x)] as const })
const x = double([3])
const y = double([3], (w) => w - 0.3)
const matrix = double([3, 3])
const scalar = double([], (w) => w + 1.5)

const steps = (h: V, rows: M): V =>
  scan((c: V, row: V) => [T.tanh(T.add(T.mul(c, 0.9), row)), T.sum(row)] as const, h, rows)[0]
const newton = (c: S): S =>
  whileLoop(
    (r: S) => T.greater(T.abs(T.sub(T.mul(r, r), c)), 1e-9),
    (r) => T.mul(T.add(r, T.div(c, r)), 0.5),
    T.add(c, 1),
  )
const branch = (v: V): S =>
  cond(
    T.greater(T.sum(v), 0),
    (u) => T.sum(T.sqrt(T.abs(u))),
    (u) => T.sum(T.log(T.abs(u))),
    v,
  )

/** Each transformation inside vmap: a function of examples, and of what they share. */
const calls: Readonly<Record<string, Call>> = {
  grad: { f: (a: V, b: V) => grad((v: V) => T.mul(f(v), T.sum(b)))(a), args: [x, y] },
  'grad of grad': { f: (a: V, b: V) => grad((v: V) => T.sum(T.mul(grad(f)(v), b)))(a), args: [x, y] },
  valueAndGrad: { f: (a: V) => valueAndGrad(f)(a), args: [x] },
  jvp: { f: (a: V, b: V) => jvp(pair, a, b), args: [x, y] },
  vjp: { f: (a: V, b: V) => vjp(pair, a)[1]({ a: b, b: [a] }), args: [x, y] },
  linearize: { f: (a: V, b: V) => linearize(pair, a)[1](b), args: [x, y] },
  'jacobian, reverse': { f: (a: V) => jacobian(pair)(a), args: [x] },
  'jacobian, forward': { f: (a: V) => jacobian(pair, { mode: 'forward' })(a), args: [x] },
  hessian: { f: (a: V) => hessian(f)(a), args: [x] },
  hvp: { f: (a: V, b: V) => hvp(f, a, b), args: [x, y] },
  jit: { f: (a: V, b: V) => jit((u: V, v: V) => T.mul(u, f(v)))(a, b), args: [x, y] },
  'grad of jit': { f: (a: V) => grad(jit(f))(a), args: [x] },
  remat: { f: (a: V) => grad(remat(f))(a), args: [x] },
  stopGradient: { f: (a: V) => grad((v: V) => T.mul(f(v), T.sum(stopGradient(v))))(a), args: [x] },
  'grad of scan': {
    f: (a: V, b: M) => grad((v: V) => T.sum(steps(v, b)))(a),
    args: [x, matrix],
  },
  'grad of scan by its rows': {
    f: (a: V, b: M) => grad((rows: M) => T.sum(steps(a, rows)))(b),
    args: [x, matrix],
  },
  'grad of foriLoop': {
    f: (a: V) => grad((v: V) => T.sum(foriLoop(0, 3, (i, c: V) => T.mul(c, T.add(v, i)), v)))(a),
    args: [x],
  },
  'jvp of whileLoop': { f: (a: S, b: S) => jvp(newton, a, b), args: [scalar, scalar] },
  'grad of cond': { f: (a: V) => grad(branch)(a), args: [x] },
  'hessian of cond': { f: (a: V) => hessian(branch)(a), args: [x] },
  'grad of vmap': {
    f: (a: V, b: M) => grad((v: V) => T.sum(vmap((r: V) => f(T.mul(r, v)))(b)))(a),
    args: [x, matrix],
  },
  'grad of cholesky': {
    f: (a: M) => {
      const positive = T.add(T.matmul(a, T.transpose(a)), T.eye(3, { dtype: 'float64' }))
      return grad((m: M) => T.sum(T.cholesky(m)))(positive)
    },
    args: [matrix],
  },
}

describe.each(Object.entries(calls))('%s', (_, call) => {
  test('of many examples is itself of each', () => nearlyLoop(call))
})
