import { readFileSync } from 'node:fs'
import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { grad, jvp, type Scalar, vjp } from '../src/index.ts'

interface Case {
  readonly shape: readonly number[]
  readonly x: readonly number[]
  readonly value: number
  readonly gradient: readonly number[]
  readonly hessianProduct: readonly number[]
}

interface Stored {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

interface Golden {
  readonly constants: Readonly<Record<'image' | 'kernel1' | 'kernel2' | 'kernel3' | 'b45' | 'c53', Stored>>
  readonly cases: Readonly<Record<string, Case>>
}

const { constants, cases } = JSON.parse(
  readFileSync(new URL('./golden/contraction.json', import.meta.url), 'utf8'),
) as Golden

const double = (values: readonly number[], shape: readonly number[]): AnyTensor =>
  T.fromTypedArray(Float64Array.from(values), shape)
const constant = ({ values, shape }: Stored): AnyTensor => double(values, shape)

const image = constant(constants.image)
const kernel1 = constant(constants.kernel1)
const kernel2 = constant(constants.kernel2)
const two = T.slice(kernel2, [0], [2]) as AnyTensor
const kernel3 = constant(constants.kernel3)
const b45 = constant(constants.b45)
const c53 = constant(constants.c53)

type F = (x: AnyTensor) => unknown
const tanh = (x: unknown): unknown => T.tanh(x as AnyTensor)
const sq = (x: unknown): unknown => T.square(x as AnyTensor)

// A row here and one of the same name in tools/golden/tensor_contraction.py bring a value, a gradient and a Hessian-vector product.
const rows: Readonly<Record<string, F>> = {
  conv1d: (x) => tanh(T.conv1d(x, kernel1, { stride: 2, padding: 1 })),
  'conv2d input': (x) => tanh(T.conv2d(x, kernel2, { stride: 2, padding: 'same' })),
  'conv2d kernel': (k) => tanh(T.conv2d(image, k, { padding: 1 })),
  'conv2d grouped and dilated': (k) => tanh(T.conv2d(image, k, { dilation: 2, groups: 2 })),
  'conv2d of itself': (x) => {
    const windows = T.reshape(x, [2, 1, 5, 5]) as AnyTensor
    return T.conv2d(x, T.slice(windows, [0, 0, 0, 0], [2, 1, 2, 2]) as AnyTensor, { groups: 2 })
  },
  conv3d: (x) => tanh(T.conv3d(x, kernel3, { padding: 1, stride: 2 })),
  'convTranspose2d input': (x) =>
    tanh(T.convTranspose2d(x, two, { stride: 2, padding: 1, outputPadding: 1 })),
  'convTranspose2d kernel': (k) => tanh(T.convTranspose2d(image, k, { stride: 3, padding: 'same' })),
  maxPool2d: (x) => sq(T.maxPool2d(x, 3, { stride: 2, padding: 1 })),
  averagePool2d: (x) => sq(T.averagePool2d(x, 3, { stride: 2, padding: 1 })),
  adaptiveAveragePool2d: (x) => sq(T.adaptiveAveragePool2d(x, [2, 3])),
  adaptiveMaxPool2d: (x) => sq(T.adaptiveMaxPool2d(x, [2, 3])),
  globalAveragePool: (x) => T.pow(T.globalAveragePool(x) as AnyTensor, 3),
  'resize bilinear': (x) => sq(T.resize(x, [3, 8])),
  'resize nearest': (x) => sq(T.resize(x, [3, 8], { method: 'nearest' })),
  'einsum chain': (x) => sq(T.einsum('ij,jk,kl,lm->im', x, b45, c53, x)),
  'einsum diagonal': (x) => sq(T.einsum('ii,ij->ij', x, x)),
  'einsum attention': (x) => sq(T.einsum('bij,bkj->bik', x, x)),
  dot: (x) => sq(T.dot(x, b45)),
  outer: (x) => sq(T.outer(x, x)),
  tensorDot: (x) => sq(T.tensorDot(x, x, [[0, 2], [0, 2]])), // prettier-ignore
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
  expect(found.length).toBe(wanted.length)
  found.forEach((v, i) =>
    expect(Math.abs(v - wanted[i]!), `element ${i}: ${v}, wanted ${wanted[i]}`).toBeLessThanOrEqual(
      1e-12 * scale,
    ),
  )
}

const values = (x: AnyTensor): readonly number[] => [...T.toTypedArray(x)]

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
    near(values(jvp(grad(scalar(f)), x, direction)[1]), c.hessianProduct)
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

test('elements of a pool that are equally large share its derivative', () => {
  const total = (x: AnyTensor): Scalar => T.sum(T.maxPool2d(x, 2) as AnyTensor) as Scalar
  const slopes = grad(total)(T.tensor([[[[3, 1, 2, 2], [3, 0, 2, 2]]]]) as AnyTensor) // prettier-ignore
  expect(T.toNested(slopes)).toEqual([[[[0.5, 0, 0.25, 0.25], [0.5, 0, 0.25, 0.25]]]]) // prettier-ignore
})
