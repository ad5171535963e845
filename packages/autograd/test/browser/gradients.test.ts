import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { checkGradients, grad, jvp, type Scalar } from '../../src/index.ts'

interface Case {
  readonly shape: readonly number[]
  readonly x: readonly number[]
  readonly value: number
  readonly gradient: readonly number[]
  readonly hessianProduct: readonly number[]
}

const { cases } = (await (await fetch(new URL('../golden/gradients.json', import.meta.url))).json()) as {
  readonly cases: Readonly<Record<string, Case>>
}

const double = (values: readonly number[], shape: readonly number[]): AnyTensor =>
  T.fromTypedArray(Float64Array.from(values), shape)

const product = (a: AnyTensor, b: AnyTensor): AnyTensor => T.matmul(a, b)
const squared = (x: unknown): AnyTensor => T.square(x as AnyTensor)

// A few of the rows of ../gradients.test.ts: one each of products, reductions, movement, and special functions.
const rows: Readonly<Record<string, (x: AnyTensor) => unknown>> = {
  erfInv: T.erfInv,
  softmax: (x) => squared(T.softmax(x, { axis: 1 })),
  concat: (x) => squared(T.concat([x, T.mul(x, x) as AnyTensor], { axis: 1 })),
  'matmul both': (x) => product(x, T.transpose(x) as AnyTensor),
  'three steps': (x) =>
    [0, 1, 2].reduce((y) => T.tanh(product(product(y, T.transpose(x) as AnyTensor), y)) as AnyTensor, x),
}

const near = (found: AnyTensor, wanted: readonly number[]): void => {
  const scale = Math.max(1, ...wanted.map(Math.abs))
  T.toTypedArray(found).forEach((v, i) => expect(Math.abs(v - wanted[i]!)).toBeLessThanOrEqual(1e-12 * scale))
}

describe('values, gradients and Hessian-vector products equal those of JAX', () => {
  test.each(Object.entries(rows))('%s', (name, f) => {
    const c = cases[name]!
    const scalar = (x: AnyTensor): Scalar => {
      const y = f(x) as AnyTensor
      const weights = Array.from({ length: T.sizeOf(y.shape) }, (_, i) => Math.cos(i))
      return T.sum(T.mul(y, double(weights, y.shape)) as AnyTensor) as Scalar
    }
    const x = double(c.x, c.shape)
    const direction = double(
      c.x.map((_, i) => Math.sin(i)),
      c.shape,
    )
    near(scalar(x), [c.value])
    near(grad(scalar)(x), c.gradient)
    near(jvp(grad(scalar), x, direction)[1], c.hessianProduct)
  })
})

test('the gradient of a small network passes its check', () => {
  const x = Rng.normal(Rng.key(4), [5, 4])
  const params = { kernel: Rng.normal(Rng.key(3), [4, 3]), bias: T.zeros([3]) }
  const loss = (p: typeof params) =>
    T.mean(T.logSumExp(T.tanh(T.add(T.matmul(x, p.kernel), p.bias)), { axis: 1 }))
  expect(checkGradients(loss, params)._tag).toBe('Right')
})
