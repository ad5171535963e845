import type { GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import { chain } from '../transformations/chain.ts'
import {
  scaleByAdadelta,
  type ScaleByAdadeltaOptions,
  type ScaleByAdadeltaState,
} from '../transformations/scaleByAdadelta.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `adadelta`. */
export interface AdadeltaOptions extends ScaleByAdadeltaOptions {
  readonly learningRate: Hyperparameter | Schedule
}

/** The state of `adadelta`. */
export type AdadeltaState = readonly [ScaleByAdadeltaState, ScaleByLearningRateState]

/**
 * AdaDelta: steps of the size of recent steps.
 *
 * `p ← p - η · u` with the `u` of `scaleByAdadelta`; the paper has `η = 1`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as `scaleByAdadelta` does.
 *
 * Source: Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012, algorithm 1; numbers equal to
 * `optax.adadelta` and `torch.optim.Adadelta`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.adadelta({ learningRate: 1, rho: 0.75, eps: 1e-2 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -8]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(2)) // => ['0.80', '2.20']
 * ```
 */
export const adadelta = ({
  learningRate,
  ...options
}: AdadeltaOptions): GradientTransformation<AdadeltaState> =>
  chain(scaleByAdadelta(options), scaleByLearningRate(learningRate))
