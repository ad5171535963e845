import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requireNonNegative } from '../checks.ts'
import type { EmptyState, GradientTransformation } from '../GradientTransformation.ts'
import { requireMatch, type Select } from '../select.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `addDecayedWeights`. */
export interface AddDecayedWeightsOptions {
  /** Which parameters decay, by path; all of them unless given. */
  readonly select?: Select
}

/**
 * Adds a multiple of the parameters to the updates, so that weights shrink a little at each step.
 *
 * `u ← u + weightDecay · p`. In front of `scaleByLearningRate` and behind the scaling by gradients, this is
 * decoupled weight decay.
 *
 * Throws `ValueError` for a decay that is negative or not finite; and from `init`, when `select` matches
 * nothing.
 *
 * Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019; numbers equal to
 * `optax.add_decayed_weights`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const decay = O.addDecayedWeights(0.5, { select: (path) => path.endsWith('kernel') })
 * const params = { kernel: T.tensor([2, 4]), bias: T.tensor([2, 4]) }
 * const zero = { kernel: T.tensor([0, 0]), bias: T.tensor([0, 0]) }
 * const [updates] = decay.update(zero, decay.init(params), params)
 *
 * T.toNested(updates.kernel) // => [1, 2]
 * T.toNested(updates.bias) // => [0, 0]
 * ```
 */
export const addDecayedWeights = (
  weightDecay: Hyperparameter,
  { select = () => true }: AddDecayedWeightsOptions = {},
): GradientTransformation<EmptyState> => {
  requireNonNegative('addDecayedWeights', 'weightDecay', weightDecay)
  return {
    init: (params) => {
      requireMatch('addDecayedWeights', select, params)
      return {}
    },
    update: (updates, state, params) => [
      Tree.zipWith((u, p, path) => (select(path) ? T.add(u, T.mul(p, weightDecay)) : u))(updates, params),
      state,
    ],
  }
}
