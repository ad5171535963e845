import type { GradientTransformation } from '../GradientTransformation.ts'
import { sgd, type SgdOptions, type SgdState } from './sgd.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `momentum` and `nesterov`. */
export interface MomentumOptions extends Omit<SgdOptions, 'nesterov'> {
  /** How much of the velocity is kept from step to step, in [0, 1); 0.9 unless given. */
  readonly momentum?: Hyperparameter
}

/**
 * Gradient descent with momentum.
 *
 * `v ← g + momentum · v`, `p ← p - η · v`.
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
 * const optimizer = O.momentum({ learningRate: 0.5 })
 * const params = { w: T.tensor([1]) }
 * const [updates] = optimizer.update({ w: T.tensor([4]) }, optimizer.init(params), params)
 * T.toNested(updates.w) // => [-2]
 * ```
 */
export const momentum = ({
  momentum: kept = 0.9,
  ...options
}: MomentumOptions): GradientTransformation<SgdState> => sgd({ ...options, momentum: kept })
