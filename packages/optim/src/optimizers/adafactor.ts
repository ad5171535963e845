import type { EmptyState, GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import { chain } from '../transformations/chain.ts'
import { clipByRms } from '../transformations/clipByRms.ts'
import {
  scaleByFactoredRms,
  type ScaleByFactoredRmsOptions,
  type ScaleByFactoredRmsState,
} from '../transformations/scaleByFactoredRms.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import { scaleByParameterRms } from '../transformations/scaleByParameterRms.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `adafactor`. */
export interface AdafactorOptions extends ScaleByFactoredRmsOptions {
  readonly learningRate: Hyperparameter | Schedule
  /** The largest root mean square of a leaf's update, before its parameters scale it; 1 unless given. */
  readonly limit?: Hyperparameter
}

/** The state of `adafactor`. */
export type AdafactorState = readonly [
  ScaleByFactoredRmsState,
  EmptyState,
  EmptyState,
  ScaleByLearningRateState,
]

/**
 * Adafactor: relative steps, with a row and a column in memory for each large matrix.
 *
 * `p ← p - η · max(10⁻³, rms(p)) · clip(u)` with the `u` of `scaleByFactoredRms`, held to a root mean square of
 * `limit`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as `scaleByFactoredRms`
 * and `clipByRms` do.
 *
 * Source: Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", 2018; numbers equal
 * to `optax.adafactor`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.adafactor({ learningRate: 0.5 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -4]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.209', '2.791']
 * ```
 */
export const adafactor = ({
  learningRate,
  limit = 1,
  ...options
}: AdafactorOptions): GradientTransformation<AdafactorState> =>
  chain(
    scaleByFactoredRms(options),
    clipByRms(limit),
    scaleByParameterRms(),
    scaleByLearningRate(learningRate),
  )
