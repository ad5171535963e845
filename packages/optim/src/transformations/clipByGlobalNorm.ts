import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requirePositive } from '../checks.ts'
import { type EmptyState, type GradientTransformation, stateless } from '../GradientTransformation.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/**
 * Shrinks all updates by one factor when their norm, over all leaves together, exceeds a limit.
 *
 * `u ← u · min(1, limit / ‖u‖)`, `‖u‖² = Σ u²` over the whole tree. The direction is kept.
 *
 * Throws `ValueError` unless the limit is positive and finite. A norm that is not a number stays so.
 *
 * Source: Pascanu et al., "On the difficulty of training recurrent neural networks", 2013, algorithm 1;
 * numbers equal to `optax.clip_by_global_norm`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const clip = O.clipByGlobalNorm(1)
 * const params = { a: T.tensor([0]), b: T.tensor([0]) }
 * const [updates] = clip.update({ a: T.tensor([6]), b: T.tensor([8]) }, clip.init(params), params)
 *
 * T.toNested(updates.a)[0]?.toFixed(3) // => '0.600'
 * T.toNested(updates.b)[0]?.toFixed(3) // => '0.800'
 * ```
 */
export const clipByGlobalNorm = (limit: Hyperparameter): GradientTransformation<EmptyState> => {
  requirePositive('clipByGlobalNorm', 'the limit', limit)
  return stateless((updates) => {
    const norm = Tree.globalNorm(updates)
    const factor = T.where(T.less(norm, limit), 1, T.div(limit, norm))
    return Tree.map((u) => T.mul(u, T.cast(factor, u.dtype)))(updates)
  })
}
