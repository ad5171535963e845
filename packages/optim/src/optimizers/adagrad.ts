import type { GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import { chain } from '../transformations/chain.ts'
import {
  scaleByAdagrad,
  type ScaleByAdagradOptions,
  type ScaleByAdagradState,
} from '../transformations/scaleByAdagrad.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `adagrad`. */
export interface AdagradOptions extends ScaleByAdagradOptions {
  readonly learningRate: Hyperparameter | Schedule
}

/** The state of `adagrad`. */
export type AdagradState = readonly [ScaleByAdagradState, ScaleByLearningRateState]

/**
 * AdaGrad: steps shrink with all that a parameter has been moved before.
 *
 * `p ← p - η · g / √(Σ g² + eps)`; the symbols are those of `scaleByAdagrad`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as `scaleByAdagrad` does.
 *
 * Source: Duchi et al., "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", 2011;
 * numbers equal to `optax.adagrad`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.adagrad({ learningRate: 0.5, initial: 0 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -8]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.500', '2.500']
 * ```
 */
export const adagrad = ({ learningRate, ...options }: AdagradOptions): GradientTransformation<AdagradState> =>
  chain(scaleByAdagrad(options), scaleByLearningRate(learningRate))
