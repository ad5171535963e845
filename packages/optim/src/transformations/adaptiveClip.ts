import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requirePositive } from '../checks.ts'
import { type EmptyState, type GradientTransformation, stateless } from '../GradientTransformation.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `adaptiveClip`. */
export interface AdaptiveClipOptions {
  /** The least norm that a unit's weights count as; 1e-3 unless given. */
  readonly eps?: Hyperparameter
}

/** The norm of the weights into each unit, which is the last axis of a kernel; of a vector, its norm. */
const unitNorm = (x: AnyTensor): AnyTensor => {
  const axis = x.shape.length < 2 ? undefined : x.shape.slice(0, -1).map((_, i) => i)
  return axis === undefined ? T.norm(x) : T.norm(x, { axis, keepDims: true })
}

/**
 * Shrinks the update of each unit that is long beside the unit's weights.
 *
 * `u ← u · min(1, limit · max(‖p‖, eps) / ‖u‖)`, with the norms over all axes but the last (the weights into
 * one unit of `[in, out]` kernels, the channels of convolutions).
 *
 * Throws `ValueError` unless `limit` and `eps` are positive and finite.
 *
 * Source: Brock et al., "High-Performance Large-Scale Image Recognition Without Normalization", 2021, equation
 * 3; numbers equal to `optax.adaptive_grad_clip`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const clip = O.adaptiveClip(0.5)
 * const params = { kernel: T.tensor([[3, 3], [4, 4]]) }
 * const [updates] = clip.update({ kernel: T.tensor([[5, 1], [0, 1]]) }, clip.init(params), params)
 * T.toNested(updates.kernel) // => [[2.5, 1], [0, 1]]
 * ```
 */
export const adaptiveClip = (
  limit: Hyperparameter,
  { eps = 1e-3 }: AdaptiveClipOptions = {},
): GradientTransformation<EmptyState> => {
  requirePositive('adaptiveClip', 'the limit', limit)
  requirePositive('adaptiveClip', 'eps', eps)
  const clipped = (u: AnyTensor, p: AnyTensor): AnyTensor => {
    const [length, most] = [unitNorm(u), T.mul(T.maximum(unitNorm(p), eps), limit)]
    const short = T.less(length, most)
    return T.where(short, u, T.mul(u, T.div(most, T.where(short, 1, length))))
  }
  return stateless((updates, params) => Tree.zipWith(clipped)(updates, params))
}
