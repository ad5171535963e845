import type { GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import { chain } from '../transformations/chain.ts'
import {
  scaleByYogi,
  type ScaleByYogiOptions,
  type ScaleByYogiState,
} from '../transformations/scaleByYogi.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `yogi`. */
export interface YogiOptions extends ScaleByYogiOptions {
  readonly learningRate: Hyperparameter | Schedule
}

/** The state of `yogi`. */
export type YogiState = readonly [ScaleByYogiState, ScaleByLearningRateState]

/**
 * Yogi: Adam that forgets large gradients slowly.
 *
 * `p ← p - η · mu_hat / (√nu_hat + eps)` with the averages of `scaleByYogi`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as `scaleByYogi` does.
 *
 * Source: Zaheer et al., "Adaptive Methods for Nonconvex Optimization", 2018, algorithm 2; numbers equal to
 * `optax.yogi`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.yogi({ learningRate: 0.5 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([40, -80]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.500', '2.500']
 * ```
 */
export const yogi = ({ learningRate, ...options }: YogiOptions): GradientTransformation<YogiState> =>
  chain(scaleByYogi(options), scaleByLearningRate(learningRate))
