import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requirePositive } from '../checks.ts'
import { type EmptyState, type GradientTransformation, stateless } from '../GradientTransformation.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The root of the mean square of the elements; 0 where there are none. */
export const rootMeanSquare = (x: AnyTensor): AnyTensor =>
  T.div(T.norm(x), Math.sqrt(Math.max(1, T.sizeOf(x.shape))))

/**
 * Shrinks each leaf of the updates whose root mean square exceeds a limit.
 *
 * `u ← u / max(1, rms(u) / limit)`, `rms(u)² = Σ u² / n` leaf by leaf.
 *
 * Throws `ValueError` unless the limit is positive and finite.
 *
 * Source: Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", 2018, section 6;
 * numbers equal to `optax.clip_by_block_rms`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const clip = O.clipByRms(1)
 * const params = { w: T.tensor([0, 0]) }
 * const [updates] = clip.update({ w: T.tensor([4, -4]) }, clip.init(params), params)
 * T.toNested(updates.w).map((u) => u.toFixed(3)) // => ['1.000', '-1.000']
 * ```
 */
export const clipByRms = (limit: Hyperparameter): GradientTransformation<EmptyState> => {
  requirePositive('clipByRms', 'the limit', limit)
  return stateless((updates) =>
    Tree.map((u) => T.div(u, T.maximum(T.div(rootMeanSquare(u), limit), 1)))(updates),
  )
}
