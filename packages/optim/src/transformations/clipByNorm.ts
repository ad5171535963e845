import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requirePositive } from '../checks.ts'
import { type EmptyState, type GradientTransformation, stateless } from '../GradientTransformation.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/**
 * Shrinks each leaf of the updates whose own norm exceeds a limit.
 *
 * `u ← u · min(1, limit / ‖u‖)` leaf by leaf. Directions within a leaf are kept.
 *
 * Throws `ValueError` unless the limit is positive and finite.
 *
 * Source: numbers equal to `optax.clip_by_global_norm` of each leaf alone.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const clip = O.clipByNorm(5)
 * const params = { a: T.tensor([0, 0]), b: T.tensor([0]) }
 * const [updates] = clip.update({ a: T.tensor([6, 8]), b: T.tensor([4]) }, clip.init(params), params)
 * T.toNested(updates.a) // => [3, 4]
 * T.toNested(updates.b) // => [4]
 * ```
 */
export const clipByNorm = (limit: Hyperparameter): GradientTransformation<EmptyState> => {
  requirePositive('clipByNorm', 'the limit', limit)
  const clipped = (u: AnyTensor): AnyTensor => {
    const length = T.norm(u)
    return T.mul(u, T.where(T.less(length, limit), 1, T.div(limit, length)))
  }
  return stateless((updates) => Tree.map(clipped)(updates))
}
