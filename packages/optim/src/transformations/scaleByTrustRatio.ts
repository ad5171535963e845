import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireNonNegative, requirePositive } from '../checks.ts'
import { type EmptyState, type GradientTransformation, stateless } from '../GradientTransformation.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `scaleByTrustRatio`. */
export interface ScaleByTrustRatioOptions {
  /** Multiplies the ratio; 1 unless given. */
  readonly coefficient?: Hyperparameter
  /** Added to the norm of the update; 0 unless given. */
  readonly eps?: Hyperparameter
  /** The least that either norm counts as; 0 unless given. */
  readonly minNorm?: Hyperparameter
}

/**
 * Gives the update of each leaf the length of the leaf itself, times a coefficient.
 *
 * `u ← u · coefficient · ‖p‖ / (‖u‖ + eps)`, and unchanged where either norm is 0.
 *
 * Throws `ValueError` for a coefficient that is not positive and finite, or `eps` or `minNorm` negative or not
 * finite.
 *
 * Source: You et al., "Large Batch Training of Convolutional Networks", 2017, equation 6; numbers equal to
 * `optax.scale_by_trust_ratio`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByTrustRatio({ coefficient: 0.5 })
 * const params = { w: T.tensor([6, 8]) }
 * const [updates] = scaling.update({ w: T.tensor([0, 2]) }, scaling.init(params), params)
 * T.toNested(updates.w) // => [0, 5]
 * ```
 */
export const scaleByTrustRatio = ({
  coefficient = 1,
  eps = 0,
  minNorm = 0,
}: ScaleByTrustRatioOptions = {}): GradientTransformation<EmptyState> => {
  requirePositive('scaleByTrustRatio', 'coefficient', coefficient)
  requireNonNegative('scaleByTrustRatio', 'eps', eps)
  requireNonNegative('scaleByTrustRatio', 'minNorm', minNorm)
  const length = (x: AnyTensor): AnyTensor => T.maximum(T.norm(x), minNorm)
  const scaled = (u: AnyTensor, p: AnyTensor): AnyTensor => {
    const [of, by] = [length(p), T.add(length(u), eps)]
    const some = T.logicalAnd(T.greater(of, 0), T.greater(length(u), 0))
    return T.mul(u, T.where(some, T.div(T.mul(of, coefficient), T.where(some, by, 1)), 1))
  }
  return stateless((updates, params) => Tree.zipWith(scaled)(updates, params))
}
