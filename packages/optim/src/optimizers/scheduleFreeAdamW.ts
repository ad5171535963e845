import type { EmptyState, GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import type { Select } from '../select.ts'
import { addDecayedWeights } from '../transformations/addDecayedWeights.ts'
import { chain } from '../transformations/chain.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import { scaleByRms, type ScaleByRmsState } from '../transformations/scaleByRms.ts'
import { scheduleFree, type ScheduleFreeState } from '../transformations/scheduleFree.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `scheduleFreeAdamW`. */
export interface ScheduleFreeAdamWOptions {
  /** The learning rate; a schedule may warm it up, and need not let it fall. */
  readonly learningRate: Hyperparameter | Schedule
  /** How far gradients are taken towards the average; 0.9 unless given. */
  readonly b1?: number
  /** The decay of the average of the squares; 0.999 unless given. */
  readonly b2?: Hyperparameter
  /** Added to the root in the denominator; 1e-8 unless given. */
  readonly eps?: Hyperparameter
  /** The share of each weight, before the learning rate, that is taken off at each step; 0 unless given. */
  readonly weightDecay?: Hyperparameter
  /** Which parameters decay, by path; all of them unless given. */
  readonly select?: Select
}

/** The state of `scheduleFreeAdamW`. */
export type ScheduleFreeAdamWState = ScheduleFreeState<
  readonly [ScaleByRmsState, EmptyState, ScaleByLearningRateState]
>

/**
 * AdamW whose iterates are averaged in place of a falling learning rate.
 *
 * The averaging takes the place of `mu`; see `scheduleFree`. Evaluate at `scheduleFreeParams(params, state)`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as its parts do.
 *
 * Source: Defazio et al., "The Road Less Scheduled", 2024, algorithm 1; numbers equal to
 * `optax.contrib.schedule_free_adamw`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.scheduleFreeAdamW({ learningRate: 0.5 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -8]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.500', '2.500']
 * ```
 */
export const scheduleFreeAdamW = ({
  learningRate,
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
  weightDecay = 0,
  select = () => true,
}: ScheduleFreeAdamWOptions): GradientTransformation<ScheduleFreeAdamWState> =>
  scheduleFree(
    chain(
      scaleByRms({ decay: b2, eps, epsInRoot: false, biasCorrection: true }),
      addDecayedWeights(weightDecay, { select }),
      scaleByLearningRate(learningRate),
    ),
    { learningRate, b1 },
  )
