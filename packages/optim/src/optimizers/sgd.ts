import type { GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import { chain } from '../transformations/chain.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import { trace, type TraceState } from '../transformations/trace.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `sgd`. */
export interface SgdOptions {
  readonly learningRate: Hyperparameter | Schedule
  /** How much of the velocity is kept from step to step, in [0, 1); 0 unless given. */
  readonly momentum?: Hyperparameter
  /** Look ahead along the velocity (Nesterov). */
  readonly nesterov?: boolean
}

/** The state of `sgd`. */
export type SgdState = readonly [TraceState, ScaleByLearningRateState]

/**
 * Gradient descent, with momentum if wanted.
 *
 * `v ← g + momentum · v`, `p ← p - η · v`; with Nesterov `p ← p - η · (g + momentum · v)`.
 *
 * The state is the same whatever the options: it holds a velocity, which is the last gradient when there is
 * no momentum. Descent that keeps nothing is `scaleByLearningRate` alone.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, or a momentum outside [0, 1).
 *
 * Source: see `trace`; numbers equal to `optax.sgd`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.sgd({ learningRate: 0.5, momentum: 0.5 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, 8]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w) // => [-1, -2]
 * ```
 */
export const sgd = ({
  learningRate,
  momentum = 0,
  nesterov = false,
}: SgdOptions): GradientTransformation<SgdState> =>
  chain(trace({ decay: momentum, nesterov }), scaleByLearningRate(learningRate))
