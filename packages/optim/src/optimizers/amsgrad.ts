import type { GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import { chain } from '../transformations/chain.ts'
import {
  scaleByAmsgrad,
  type ScaleByAmsgradOptions,
  type ScaleByAmsgradState,
} from '../transformations/scaleByAmsgrad.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `amsgrad`. */
export interface AmsgradOptions extends ScaleByAmsgradOptions {
  readonly learningRate: Hyperparameter | Schedule
}

/** The state of `amsgrad`. */
export type AmsgradState = readonly [ScaleByAmsgradState, ScaleByLearningRateState]

/**
 * AMSGrad: Adam whose denominators never shrink.
 *
 * `p ← p - η · mu_hat / (√nuMax + eps)` with the averages of `scaleByAmsgrad`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as `scaleByAmsgrad` does.
 *
 * Source: Reddi et al., "On the Convergence of Adam and Beyond", 2018, algorithm 2; numbers equal to
 * `optax.amsgrad`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.amsgrad({ learningRate: 0.5 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -8]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.500', '2.500']
 * ```
 */
export const amsgrad = ({ learningRate, ...options }: AmsgradOptions): GradientTransformation<AmsgradState> =>
  chain(scaleByAmsgrad(options), scaleByLearningRate(learningRate))
