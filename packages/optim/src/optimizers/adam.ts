import type { GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import { chain } from '../transformations/chain.ts'
import {
  scaleByAdam,
  type ScaleByAdamOptions,
  type ScaleByAdamState,
} from '../transformations/scaleByAdam.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `adam`. */
export interface AdamOptions extends ScaleByAdamOptions {
  readonly learningRate: Hyperparameter | Schedule
}

/** The state of `adam`. */
export type AdamState = readonly [ScaleByAdamState, ScaleByLearningRateState]

/**
 * Adam: each parameter moves by about the learning rate, in the direction of its average gradient.
 *
 * `p ← p - η · mu_hat / (√nu_hat + eps)`; the symbols are those of `scaleByAdam`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, `b1` or `b2` outside [0, 1), or an
 * `eps` that is negative or not finite.
 *
 * Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 1; numbers equal to
 * `optax.adam`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.adam({ learningRate: 0.5 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -8]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.500', '2.500']
 * ```
 */
export const adam = ({ learningRate, ...options }: AdamOptions): GradientTransformation<AdamState> =>
  chain(scaleByAdam(options), scaleByLearningRate(learningRate))
