import type { Initializer } from './Initializer.ts'
import { scaled } from './varianceScaling.ts'

/**
 * Glorot (Xavier): for tanh and sigmoid layers, a compromise between the forward and the backward pass.
 *
 * `Var(w) = 2 / (fanIn + fanOut)`, from a Gaussian cut off at two standard deviations. Throws `ShapeError`
 * for a shape of rank below 2.
 *
 * Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks",
 * 2010, equation 16; numbers equal to `jax.nn.initializers.glorot_normal`.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const kernel = Init.glorotNormal(Rng.key(0), [200, 200])
 * T.item(T.std(kernel)).toFixed(2) // => '0.07'
 * ```
 */
export const glorotNormal: Initializer = (key, shape) =>
  scaled('glorotNormal', { scale: 1, mode: 'fanAverage', distribution: 'truncatedNormal' })(key, shape)

/**
 * As `glorotNormal`, from a uniform distribution of the same variance.
 *
 * `w ~ U[-a, a)`, `a = √(6 / (fanIn + fanOut))`. Throws `ShapeError` for a shape of rank below 2.
 *
 * Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks",
 * 2010, equation 16; numbers equal to `jax.nn.initializers.glorot_uniform`.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const kernel = Init.glorotUniform(Rng.key(0), [200, 200])
 * T.item(T.std(kernel)).toFixed(2) // => '0.07'
 * ```
 */
export const glorotUniform: Initializer = (key, shape) =>
  scaled('glorotUniform', { scale: 1, mode: 'fanAverage', distribution: 'uniform' })(key, shape)
