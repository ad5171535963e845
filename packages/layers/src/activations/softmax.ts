import * as T from '@gradus/tensor'
import type { Activation } from './activation.ts'
import { activation } from './activation.ts'

/**
 * Softmax over the last axis: `f(x)_i = e^(x_i) / Σ_j e^(x_j)`.
 *
 * A loss that takes logits, such as `softmaxCrossEntropy`, already contains it: a model trained with one ends in its
 * logits, and softmax is for reading probabilities.
 */
export const softmax = (): Activation<'softmax'> => activation('softmax', (x) => T.softmax(x, { axis: -1 }))

/** The logarithm of softmax over the last axis: `f(x)_i = x_i - ln Σ_j e^(x_j)`, for losses that take log-probabilities. */
export const logSoftmax = (): Activation<'logSoftmax'> =>
  activation('logSoftmax', (x) => T.logSoftmax(x, { axis: -1 }))
