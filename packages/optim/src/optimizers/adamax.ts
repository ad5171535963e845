import type { GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import { chain } from '../transformations/chain.ts'
import {
  scaleByAdamax,
  type ScaleByAdamaxOptions,
  type ScaleByAdamaxState,
} from '../transformations/scaleByAdamax.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `adamax`. */
export interface AdamaxOptions extends ScaleByAdamaxOptions {
  readonly learningRate: Hyperparameter | Schedule
}

/** The state of `adamax`. */
export type AdamaxState = readonly [ScaleByAdamaxState, ScaleByLearningRateState]

/**
 * AdaMax: Adam with the largest gradient in place of the root of the mean square.
 *
 * `p ← p - η · mu_hat / nu` with the averages of `scaleByAdamax`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as `scaleByAdamax` does.
 *
 * Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 2; numbers equal to
 * `optax.adamax`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.adamax({ learningRate: 0.5 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -8]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.500', '2.500']
 * ```
 */
export const adamax = ({ learningRate, ...options }: AdamaxOptions): GradientTransformation<AdamaxState> =>
  chain(scaleByAdamax(options), scaleByLearningRate(learningRate))
