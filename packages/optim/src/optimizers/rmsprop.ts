import type { GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import { chain } from '../transformations/chain.ts'
import { scaleByRms, type ScaleByRmsOptions, type ScaleByRmsState } from '../transformations/scaleByRms.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import { trace, type TraceState } from '../transformations/trace.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `rmsprop`. */
export interface RmspropOptions extends ScaleByRmsOptions {
  readonly learningRate: Hyperparameter | Schedule
  /** How much of the velocity is kept from step to step, in [0, 1); 0 unless given. */
  readonly momentum?: Hyperparameter
  /** Look ahead along the velocity (Nesterov). */
  readonly nesterov?: boolean
}

/** The state of `rmsprop`. */
export type RmspropState = readonly [ScaleByRmsState, ScaleByLearningRateState, TraceState]

/**
 * RMSProp: each parameter moves by the learning rate over the size of its recent gradients.
 *
 * `v ← momentum · v + η · u` with the `u` of `scaleByRms`, `p ← p - v`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as `scaleByRms` and `trace` do.
 *
 * Source: Hinton, "Neural Networks for Machine Learning", 2012, lecture 6e; numbers equal to `optax.rmsprop`. With
 * `epsInRoot: false` to `torch.optim.RMSprop`, while the learning rate is constant.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.rmsprop({ learningRate: 0.5, decay: 0.75 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -8]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.000', '3.000']
 * ```
 */
export const rmsprop = ({
  learningRate,
  momentum = 0,
  nesterov = false,
  ...options
}: RmspropOptions): GradientTransformation<RmspropState> =>
  chain(scaleByRms(options), scaleByLearningRate(learningRate), trace({ decay: momentum, nesterov }))
