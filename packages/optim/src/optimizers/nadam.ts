import type { GradientTransformation } from '../GradientTransformation.ts'
import { adam, type AdamOptions, type AdamState } from './adam.ts'

/**
 * NAdam: Adam that looks ahead.
 *
 * `p ← p - η · (b1 · mu / (1 - b1^(t+1)) + (1 - b1) · g / (1 - b1^t)) / (√nu_hat + eps)`; the symbols are those
 * of `scaleByAdam`.
 *
 * Throws `ValueError` as `adam` does.
 *
 * Source: Dozat, "Incorporating Nesterov Momentum into Adam", 2016; numbers equal to `optax.nadam`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.nadam({ learningRate: 0.5, b1: 0 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -8]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.500', '2.500']
 * ```
 */
export const nadam = (options: Omit<AdamOptions, 'nesterov'>): GradientTransformation<AdamState> =>
  adam({ ...options, nesterov: true })
