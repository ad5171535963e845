import type { SameShape, Stage } from '@gradus/layers'
import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import { requireFloats, requireNonNegative } from '../checks.ts'
import { noise, type Noise, noiseStage } from '../Noise.ts'

/**
 * Adds normal noise.
 *
 * `y = x + stddev · n`, `n ~ N(0, 1)` for each value, by `Rng.normal(key, shape)`. For small noise on the inputs this is
 * nearly a penalty on the slopes of the model.
 *
 * Throws `ValueError` for a deviation that is negative or not finite, `DTypeError` unless `x` is made of floats.
 *
 * Source: Bishop, "Training with Noise is Equivalent to Tikhonov Regularization", 1995.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Rng } from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const y = R.addGaussianNoise(Rng.key(0), T.zeros([10_000]), 0.1)
 * T.item(T.std(y)).toFixed(2) // => '0.10'
 * ```
 */
export const addGaussianNoise: Noise = noise((key, x, stddev) => {
  requireNonNegative('addGaussianNoise', 'stddev', stddev)
  requireFloats('addGaussianNoise', 'x', x)
  if (stddev === 0) return x
  const noise = T.cast(Rng.normal(key, x.shape), x.dtype)
  return T.add(x, T.mul(noise, stddev))
})

/**
 * The stage of `addGaussianNoise`: in training it adds noise, in evaluation it is the identity.
 *
 * Throws `ValueError` for a deviation that is negative or not finite.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 * import * as R from '@gradus/regularize'
 *
 * L.pipe(L.input([64]), R.gaussianNoise(0.1), L.dense(32)).output // => [32]
 * ```
 */
export const gaussianNoise = (stddev: number): Stage<SameShape<'gaussianNoise'>> => {
  requireNonNegative('gaussianNoise', 'stddev', stddev)
  return noiseStage('gaussianNoise', { stddev }, (key, x) => addGaussianNoise(key, x, stddev))
}
