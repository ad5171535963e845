import type { EmptyState, GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import type { Select } from '../select.ts'
import { addDecayedWeights } from '../transformations/addDecayedWeights.ts'
import { chain } from '../transformations/chain.ts'
import {
  scaleByLion,
  type ScaleByLionOptions,
  type ScaleByLionState,
} from '../transformations/scaleByLion.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `lion`. */
export interface LionOptions extends ScaleByLionOptions {
  readonly learningRate: Hyperparameter | Schedule
  /** The share of each weight, before the learning rate, that is taken off at each step; 1e-3 unless given. */
  readonly weightDecay?: Hyperparameter
  /** Which parameters decay, by path; all of them unless given. */
  readonly select?: Select
}

/** The state of `lion`. */
export type LionState = readonly [ScaleByLionState, EmptyState, ScaleByLearningRateState]

/**
 * Lion: every parameter moves by the learning rate, along the sign of an average.
 *
 * `p ← p - η · (sign(b1·mu + (1 - b1)·g) + weightDecay · p)`; the symbols are those of `scaleByLion`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as `scaleByLion` and
 * `addDecayedWeights` do.
 *
 * Source: Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, algorithm 2; numbers equal to
 * `optax.lion`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.lion({ learningRate: 0.5, weightDecay: 0 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -8]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.500', '2.500']
 * ```
 */
export const lion = ({
  learningRate,
  weightDecay = 1e-3,
  select = () => true,
  ...options
}: LionOptions): GradientTransformation<LionState> =>
  chain(scaleByLion(options), addDecayedWeights(weightDecay, { select }), scaleByLearningRate(learningRate))
