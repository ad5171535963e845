/** Training steps of convolutional networks. */
import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { Engine } from '@gradus/tensor/primitives'
import type { Of } from '../../peers/work.mjs'
import { type Loss, type Params, trainer } from './adam.ts'
import {
  add,
  crossEntropy,
  dense,
  div,
  mean,
  mul,
  ones,
  relu,
  sqrt,
  square,
  sub,
  targets,
  tensor,
  zeros,
} from './ops.ts'

const conv = (x: AnyTensor, kernel: AnyTensor, padding: 'valid' | 'same'): AnyTensor =>
  T.conv2d(x, kernel, { padding }) as AnyTensor

const pool = (x: AnyTensor): AnyTensor => T.maxPool2d(x, 2) as AnyTensor

const examples = (batch: number): { readonly x: AnyTensor; readonly y: AnyTensor } => ({
  x: tensor([batch, 1, 28, 28], 1),
  y: targets(batch, 10),
})

const loss: Loss<null> = (p, kept, x, y) => {
  const first = pool(relu(add(conv(x, p['c1']!, 'valid'), p['b1']!)))
  const second = pool(relu(add(conv(first, p['c2']!, 'valid'), p['b2']!)))
  const hidden = relu(dense(T.reshape(second, [x.shape[0]!, 800]) as AnyTensor, p['d1']!, p['e1']!))
  return [crossEntropy(dense(hidden, p['d2']!, p['e2']!), y), kept]
}

/** 24 filters 5×5, 32 filters 3×3, each followed by pooling, and 800-128-10. */
export const cnn = ({ batch }: Of<'cnn'>, engine: Engine): (() => unknown) => {
  const params = {
    c1: tensor([24, 1, 5, 5], 0.05),
    b1: zeros([24, 1, 1]),
    c2: tensor([32, 24, 3, 3], 0.05),
    b2: zeros([32, 1, 1]),
    d1: tensor([800, 128], 0.05),
    e1: zeros([128]),
    d2: tensor([128, 10], 0.05),
    e2: zeros([10]),
  }
  return trainer(loss, { params, kept: null, ...examples(batch) }, engine)
}

/** Running mean and variance of each channel. */
interface Statistics {
  readonly mean: AnyTensor
  readonly variance: AnyTensor
}

const running = (before: AnyTensor, now: AnyTensor): AnyTensor =>
  add(mul(before, 0.9), mul(T.stopGradient(now) as AnyTensor, 0.1))

const batchNorm = (
  x: AnyTensor,
  gamma: AnyTensor,
  beta: AnyTensor,
  before: Statistics,
): readonly [AnyTensor, Statistics] => {
  const across = { axis: [0, 2, 3], keepDims: true }
  const m = mean(x, across)
  const centred = sub(x, m)
  const v = mean(square(centred), across)
  const y = add(mul(div(centred, sqrt(add(v, 1e-5))), gamma), beta)
  return [y, { mean: running(before.mean, m), variance: running(before.variance, v) }]
}

const normLoss: Loss<readonly Statistics[]> = (p, statistics, x, y) => {
  let h = x
  const after = statistics.map((own, i) => {
    const [z, next] = batchNorm(conv(h, p[`kernel${i}`]!, 'same'), p[`gamma${i}`]!, p[`beta${i}`]!, own)
    h = i < 2 ? pool(relu(z)) : relu(z)
    return next
  })
  const flat = T.reshape(h, [x.shape[0]!, -1]) as AnyTensor
  return [crossEntropy(dense(flat, p['kernel']!, p['bias']!), y), after]
}

const block = (i: number, inputs: number, outputs: number): Params => ({
  [`kernel${i}`]: tensor([outputs, inputs, 3, 3], 0.05),
  [`gamma${i}`]: ones([1, outputs, 1, 1]),
  [`beta${i}`]: zeros([1, outputs, 1, 1]),
})

/** Three times filters 3×3, batch norm and relu, with pooling between, and one layer to ten classes. */
export const normCnn = ({ batch, filters }: Of<'normCnn'>, engine: Engine): (() => unknown) => {
  const blocks = filters.map((n, i) => block(i, i === 0 ? 1 : filters[i - 1]!, n))
  const last = { kernel: tensor([49 * filters[2], 10], 0.05), bias: zeros([10]) }
  const params = Object.assign({}, ...blocks, last) as Params
  const kept = filters.map((n) => ({ mean: zeros([1, n, 1, 1]), variance: ones([1, n, 1, 1]) }))
  return trainer(normLoss, { params, kept, ...examples(batch) }, engine)
}
