import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { expect, test } from 'vitest'
import { grad, type Scalar } from '../src/index.ts'
import { type Case, conforms, double, loadGolden, type Rows } from './harness/conformance.ts'

interface Stored {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

interface Golden {
  readonly constants: Readonly<Record<'image' | 'kernel1' | 'kernel2' | 'kernel3' | 'b45' | 'c53', Stored>>
  readonly cases: Readonly<Record<string, Case>>
}

const { constants, cases } = loadGolden<Golden>('contraction')

const constant = ({ values, shape }: Stored): AnyTensor => double(values, shape)

const image = constant(constants.image)
const kernel1 = constant(constants.kernel1)
const kernel2 = constant(constants.kernel2)
const two = T.slice(kernel2, [0], [2]) as AnyTensor
const kernel3 = constant(constants.kernel3)
const b45 = constant(constants.b45)
const c53 = constant(constants.c53)

const tanh = (x: unknown): unknown => T.tanh(x as AnyTensor)
const sq = (x: unknown): unknown => T.square(x as AnyTensor)

// A row here and one of the same name in tools/golden/tensor_contraction.py bring a value, a gradient and a Hessian-vector product.
const rows: Rows = {
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
  maxPool2dWithIndices: (x) => sq(T.maxPool2dWithIndices(x, 3, { stride: 2, padding: 1 }).values),
  averagePool2d: (x) => sq(T.averagePool2d(x, 3, { stride: 2, padding: 1 })),
  adaptiveAveragePool2d: (x) => sq(T.adaptiveAveragePool2d(x, [2, 3])),
  adaptiveMaxPool2d: (x) => sq(T.adaptiveMaxPool2d(x, [2, 3])),
  globalAveragePool: (x) => T.pow(T.globalAveragePool(x) as AnyTensor, 3),
  'resize bilinear': (x) => sq(T.resize(x, [3, 8])),
  'resize nearest': (x) => sq(T.resize(x, [3, 8], { method: 'nearest' })),
  'resize bicubic': (x) =>
    sq(T.resize(x, [3, 8], { method: 'bicubic', cubicCoefficient: -0.5, excludeOutside: true })),
  'einsum chain': (x) => sq(T.einsum('ij,jk,kl,lm->im', x, b45, c53, x)),
  'einsum diagonal': (x) => sq(T.einsum('ii,ij->ij', x, x)),
  'einsum attention': (x) => sq(T.einsum('bij,bkj->bik', x, x)),
  dot: (x) => sq(T.dot(x, b45)),
  outer: (x) => sq(T.outer(x, x)),
  tensorDot: (x) => sq(T.tensorDot(x, x, [[0, 2], [0, 2]])), // prettier-ignore
}

conforms(rows, cases)

test('elements of a pool that are equally large share its derivative', () => {
  const total = (x: AnyTensor): Scalar => T.sum(T.maxPool2d(x, 2) as AnyTensor) as Scalar
  const slopes = grad(total)(T.tensor([[[[3, 1, 2, 2], [3, 0, 2, 2]]]]) as AnyTensor) // prettier-ignore
  expect(T.toNested(slopes)).toEqual([[[[0.5, 0, 0.25, 0.25], [0.5, 0, 0.25, 0.25]]]]) // prettier-ignore
})
