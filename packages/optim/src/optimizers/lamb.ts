import type { EmptyState, GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import type { Select } from '../select.ts'
import { addDecayedWeights } from '../transformations/addDecayedWeights.ts'
import { chain } from '../transformations/chain.ts'
import {
  scaleByAdam,
  type ScaleByAdamOptions,
  type ScaleByAdamState,
} from '../transformations/scaleByAdam.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import { scaleByTrustRatio } from '../transformations/scaleByTrustRatio.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `lamb`. */
export interface LambOptions extends ScaleByAdamOptions {
  readonly learningRate: Hyperparameter | Schedule
  /** The share of each weight, before the learning rate, that is taken off at each step; 0 unless given. */
  readonly weightDecay?: Hyperparameter
  /** Which parameters decay, by path; all of them unless given. */
  readonly select?: Select
}

/** The state of `lamb`. */
export type LambState = readonly [ScaleByAdamState, EmptyState, EmptyState, ScaleByLearningRateState]

/**
 * LAMB: Adam with decay, each leaf moving in proportion to its own norm; for large batches.
 *
 * `p ← p - η · u · ‖p‖ / ‖u‖`, `u = mu_hat / (√nu_hat + eps) + weightDecay · p`, leaf by leaf.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as `scaleByAdam` and
 * `addDecayedWeights` do.
 *
 * Source: You et al., "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes", 2020, algorithm
 * 2; numbers equal to `optax.lamb`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.lamb({ learningRate: 0.5 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -4]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.209', '2.791']
 * ```
 */
export const lamb = ({
  learningRate,
  weightDecay = 0,
  select = () => true,
  eps = 1e-6,
  ...options
}: LambOptions): GradientTransformation<LambState> =>
  chain(
    scaleByAdam({ ...options, eps }),
    addDecayedWeights(weightDecay, { select }),
    scaleByTrustRatio(),
    scaleByLearningRate(learningRate),
  )
