import type { EmptyState, GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import type { Select } from '../select.ts'
import { addDecayedWeights } from '../transformations/addDecayedWeights.ts'
import { chain } from '../transformations/chain.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import { scaleByTrustRatio, type ScaleByTrustRatioOptions } from '../transformations/scaleByTrustRatio.ts'
import { trace, type TraceState } from '../transformations/trace.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `lars`. */
export interface LarsOptions extends ScaleByTrustRatioOptions {
  readonly learningRate: Hyperparameter | Schedule
  /** The share of each weight, before the learning rate, that is taken off at each step; 0 unless given. */
  readonly weightDecay?: Hyperparameter
  /** Which parameters decay, by path; all of them unless given. */
  readonly select?: Select
  /** How much of the velocity is kept from step to step, in [0, 1); 0.9 unless given. */
  readonly momentum?: Hyperparameter
  /** Look ahead along the velocity (Nesterov). */
  readonly nesterov?: boolean
}

/** The state of `lars`. */
export type LarsState = readonly [EmptyState, EmptyState, ScaleByLearningRateState, TraceState]

/**
 * LARS: gradient descent with momentum, each leaf moving in proportion to its own norm; for large batches.
 *
 * `v ← momentum · v + η · u · coefficient · ‖p‖ / (‖u‖ + eps)`, `u = g + weightDecay · p`, `p ← p - v`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as its
 * parts do.
 *
 * Source: You et al., "Large Batch Training of Convolutional Networks", 2017, algorithm 1; numbers equal to
 * `optax.lars`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.lars({ learningRate: 0.5, coefficient: 1 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -4]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.209', '2.791']
 * ```
 */
export const lars = ({
  learningRate,
  weightDecay = 0,
  select = () => true,
  coefficient = 1e-3,
  momentum = 0.9,
  nesterov = false,
  ...options
}: LarsOptions): GradientTransformation<LarsState> =>
  chain(
    addDecayedWeights(weightDecay, { select }),
    scaleByTrustRatio({ ...options, coefficient }),
    scaleByLearningRate(learningRate),
    trace({ decay: momentum, nesterov }),
  )
