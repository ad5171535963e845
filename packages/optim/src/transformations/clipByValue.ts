import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requirePositive } from '../checks.ts'
import { type EmptyState, type GradientTransformation, stateless } from '../GradientTransformation.ts'
import { opposite, type Hyperparameter } from '../Hyperparameter.ts'

/**
 * Holds every element of the updates between `-limit` and `limit`.
 *
 * The direction is not kept: where that matters, `clipByGlobalNorm`.
 *
 * Throws `ValueError` unless the limit is positive and finite.
 *
 * Source: numbers equal to `optax.clip`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const clip = O.clipByValue(1)
 * const params = { w: T.tensor([0, 0]) }
 * const [updates] = clip.update({ w: T.tensor([0.5, -3]) }, clip.init(params), params)
 * T.toNested(updates.w) // => [0.5, -1]
 * ```
 */
export const clipByValue = (limit: Hyperparameter): GradientTransformation<EmptyState> => {
  requirePositive('clipByValue', 'the limit', limit)
  return stateless((updates) => Tree.map((u) => T.minimum(T.maximum(u, opposite(limit)), limit))(updates))
}
