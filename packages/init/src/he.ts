import type { Initializer } from './Initializer.ts'
import { scaled } from './varianceScaling.ts'

/**
 * He (Kaiming): for ReLU layers, which halve the variance that passes through them.
 *
 * `Var(w) = 2 / fanIn`, from a Gaussian cut off at two standard deviations. Throws `ShapeError` for a shape
 * of rank below 2.
 *
 * Source: He et al., "Delving Deep into Rectifiers", 2015, equation 10; numbers equal to
 * `jax.nn.initializers.he_normal`.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const kernel = Init.heNormal(Rng.key(0), [200, 200])
 * T.item(T.std(kernel)).toFixed(2) // => '0.10'
 * ```
 */
export const heNormal: Initializer = (key, shape) =>
  scaled('heNormal', { scale: 2, mode: 'fanIn', distribution: 'truncatedNormal' })(key, shape)

/**
 * As `heNormal`, from a uniform distribution of the same variance.
 *
 * `w ~ U[-a, a)`, `a = √(6 / fanIn)`. Throws `ShapeError` for a shape of rank below 2.
 *
 * Source: He et al., "Delving Deep into Rectifiers", 2015, equation 10; numbers equal to
 * `jax.nn.initializers.he_uniform`.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const kernel = Init.heUniform(Rng.key(0), [200, 200])
 * T.item(T.std(kernel)).toFixed(2) // => '0.10'
 * ```
 */
export const heUniform: Initializer = (key, shape) =>
  scaled('heUniform', { scale: 2, mode: 'fanIn', distribution: 'uniform' })(key, shape)
