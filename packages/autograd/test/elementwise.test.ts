import type { AnyTensor, Operand } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { grad, type Scalar } from '../src/index.ts'
import { type Case, conforms, double, loadGolden, near, type Row, type Rows } from './harness/conformance.ts'

const golden = loadGolden<{
  readonly row: readonly number[]
  readonly cases: Readonly<Record<string, Case>>
}>('elementwise')

const row = double(golden.row, [4])
const sq = (x: unknown): AnyTensor => T.square(x as AnyTensor)

const line = (x: AnyTensor, i: number): AnyTensor =>
  T.reshape(T.slice(x, [i], [i + 1]) as AnyTensor, [-1]) as AnyTensor

// A row here and one of the same name in tools/golden/tensor_elementwise.py bring a value, a gradient and a Hessian-vector product.
const rows: Rows = {
  exp2: T.exp2,
  log2: T.log2,
  log10: T.log10,
  cbrt: T.cbrt,
  tan: T.tan,
  asin: T.asin,
  acos: T.acos,
  atan: T.atan,
  'atan2 of row': (x) => T.atan2(x, row),
  'atan2 row': (x) => T.atan2(row, x),
  'atan2 both': (x) => T.atan2(x, sq(x)),
  sinh: T.sinh,
  cosh: T.cosh,
  asinh: T.asinh,
  acosh: T.acosh,
  atanh: T.atanh,
  erfc: T.erfc,
  lgamma: T.lgamma,
  digamma: T.digamma,
  trunc: (x) => T.mul(x, T.trunc(x)),
  tril: (x) => sq(T.tril(x)),
  'triu above': (x) => sq(T.triu(x, { k: 1 })),
  'diag of a matrix': (x) => sq(T.diag(x)),
  'diag above': (x) => sq(T.diag(x, { k: 1 })),
  'diag of a vector': (x) => sq(T.diag(T.reshape(x, [-1]) as AnyTensor, { k: -1 })),
  meshgrid: (x) => {
    const [a, b] = T.meshgrid([line(x, 0), line(x, 1)])
    return T.mul(a, b)
  },
  'norm 1': (x) => sq(T.norm(x, { axis: 1, ord: 1 })),
  'norm inf': (x) => sq(T.norm(x, { axis: 1, ord: 'inf' })),
  median: (x) => sq(T.median(x, { axis: 1 })),
  'median of three': (x) => T.pow(T.median(x, { axis: 0, keepDims: true }), 3),
  quantile: (x) => sq(T.quantile(x, 0.3, { axis: 1 })),
  quantiles: (x) => sq(T.quantile(x, [0.1, 0.85])),
  cumSum: (x) => sq(T.cumSum(x, { axis: 1 })),
  'cumSum down': (x) => T.pow(T.cumSum(x, { axis: 0 }), 3),
  cumProd: (x) => T.cumProd(x, { axis: 1 }),
  'cumProd with zeros': (x) => T.cumProd(x, { axis: 1 }),
  cumMax: (x) => T.exp(T.cumMax(x, { axis: 1 })),
}

conforms(rows, golden.cases)

describe('slopes at the edges of a domain', () => {
  const at = (f: Row, x: number): number => T.item(grad((v: AnyTensor) => f(v) as Scalar)(double([x], [])))
  test.each<readonly [string, Row, number, number]>([
    ['cbrt at 0', T.cbrt, 0, Infinity],
    ['asin at 1', T.asin, 1, Infinity],
    ['acos at -1', T.acos, -1, -Infinity],
    ['acosh at 1', T.acosh, 1, Infinity],
    ['atanh at 1', T.atanh, 1, Infinity],
    ['log2 at 0', T.log2, 0, Infinity],
    ['asinh far out', T.asinh, 1e200, 0],
    ['erfc in the tail', T.erfc, 26, (-2 / Math.sqrt(Math.PI)) * Math.exp(-676)],
    ['a step', T.trunc, 2, 0],
    ['an angle on the axis', (x: Operand) => T.atan2(x, 1), 0, 1],
  ])('%s', (_, f, x, slope) => expect(at(f, x)).toBe(slope))

  // JAX has no derivative of digamma below 0; these are ψ₁(-½) = π²/2 + 4, by its reflection, and ψ(-½) = 2 - γ - 2 ln 2.
  test('digamma and lgamma below 0', () => {
    near([at(T.digamma, -0.5)], [Math.PI ** 2 / 2 + 4])
    near([at(T.lgamma, -0.5)], [2 - 0.5772156649015329 - 2 * Math.LN2])
  })
})
