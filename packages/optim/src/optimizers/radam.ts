import type { GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import { chain } from '../transformations/chain.ts'
import {
  scaleByRadam,
  type ScaleByRadamOptions,
  type ScaleByRadamState,
} from '../transformations/scaleByRadam.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `radam`. */
export interface RadamOptions extends ScaleByRadamOptions {
  readonly learningRate: Hyperparameter | Schedule
}

/** The state of `radam`. */
export type RadamState = readonly [ScaleByRadamState, ScaleByLearningRateState]

/**
 * RAdam: Adam that warms itself up.
 *
 * `p ← p - η · u` with the `u` of `scaleByRadam`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as `scaleByRadam` does.
 *
 * Source: Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", 2020, algorithm 2; numbers equal
 * to `optax.radam`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.radam({ learningRate: 0.125 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -4]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.500', '2.500']
 * ```
 */
export const radam = ({ learningRate, ...options }: RadamOptions): GradientTransformation<RadamState> =>
  chain(scaleByRadam(options), scaleByLearningRate(learningRate))
