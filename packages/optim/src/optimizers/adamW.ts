import type { EmptyState, GradientTransformation } from '../GradientTransformation.ts'
import type { Select } from '../select.ts'
import { addDecayedWeights } from '../transformations/addDecayedWeights.ts'
import { chain } from '../transformations/chain.ts'
import { scaleByAdam, type ScaleByAdamState } from '../transformations/scaleByAdam.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import type { AdamOptions } from './adam.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `adamW`. */
export interface AdamWOptions extends AdamOptions {
  /**
   * The share of each weight, before the learning rate, that is taken off at each step; 1e-4 unless given.
   */
  readonly weightDecay?: Hyperparameter
  /** Which parameters decay, by path; all of them unless given. */
  readonly select?: Select
}

/** The state of `adamW`. */
export type AdamWState = readonly [ScaleByAdamState, EmptyState, ScaleByLearningRateState]

/**
 * Adam with decoupled weight decay: the decay is not divided by the size of the gradients.
 *
 * `p ← p - η · (mu_hat / (√nu_hat + eps) + weightDecay · p)`; the symbols are those of `scaleByAdam`.
 *
 * Throws `ValueError` as `adam` and `addDecayedWeights` do.
 *
 * Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2. As in Optax and
 * PyTorch the decay is multiplied by the learning rate, which the paper's is not; numbers equal to
 * `optax.adamw`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.adamW({ learningRate: 0.5, weightDecay: 0.5 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -8]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.250', '2.000']
 * ```
 */
export const adamW = ({
  learningRate,
  weightDecay = 1e-4,
  select = () => true,
  ...options
}: AdamWOptions): GradientTransformation<AdamWState> =>
  chain(scaleByAdam(options), addDecayedWeights(weightDecay, { select }), scaleByLearningRate(learningRate))
