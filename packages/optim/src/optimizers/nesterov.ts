import type { GradientTransformation } from '../GradientTransformation.ts'
import type { MomentumOptions } from './momentum.ts'
import { sgd, type SgdState } from './sgd.ts'

/**
 * Gradient descent with momentum that looks ahead.
 *
 * `v ← g + momentum · v`, `p ← p - η · (g + momentum · v)`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, or a momentum outside [0, 1).
 *
 * Source: Nesterov, "A method of solving a convex programming problem with convergence rate O(1/k²)", 1983; see
 * `trace`; numbers equal to `optax.sgd`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.nesterov({ learningRate: 0.5, momentum: 0.5 })
 * const params = { w: T.tensor([1]) }
 * const [updates] = optimizer.update({ w: T.tensor([4]) }, optimizer.init(params), params)
 * T.toNested(updates.w) // => [-3]
 * ```
 */
export const nesterov = ({ momentum = 0.9, ...options }: MomentumOptions): GradientTransformation<SgdState> =>
  sgd({ ...options, momentum, nesterov: true })
