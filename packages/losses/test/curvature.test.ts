import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { hessian } from '@gradus/autograd'
import { expect, test } from 'vitest'
import * as Loss from '../src/index.ts'

type V = Tensor<readonly [3], 'float64'>

// A Newton step from outputs of 0, or from outputs that are right already, divides by these.
test.each<readonly [string, (y: V, t: V) => AnyTensor, number]>([
  ['binaryCrossEntropy', (y, t) => Loss.binaryCrossEntropy(y, t, { reduction: 'sum' }), 0.25],
  ['logCosh', (y, t) => Loss.logCosh(y, t, { reduction: 'sum' }), 1],
  ['huber', (y, t) => Loss.huber(y, t, { reduction: 'sum' }), 1],
  ['mse', (y, t) => Loss.mse(y, t, { reduction: 'sum' }), 2],
])('the second derivative of %s at no error', (_, loss, curvature) => {
  const zeros: V = T.zeros([3], { dtype: 'float64' })
  const matrix = hessian((y: V) => loss(y, zeros) as Tensor<readonly [], 'float64'>)(zeros)
  expect(T.toNested(matrix)).toEqual([[curvature, 0, 0], [0, curvature, 0], [0, 0, curvature]]) // prettier-ignore
})
