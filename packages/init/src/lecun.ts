import type { Initializer } from './Initializer.ts'
import { scaled } from './varianceScaling.ts'

/**
 * LeCun: for linear and SELU layers; the variance of the inputs is kept.
 *
 * `Var(w) = 1 / fanIn`, from a Gaussian cut off at two standard deviations. Throws `ShapeError` for a shape
 * of rank below 2.
 *
 * Source: LeCun et al., "Efficient BackProp", 1998, section 4.6; numbers equal to
 * `jax.nn.initializers.lecun_normal`.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const kernel = Init.lecunNormal(Rng.key(0), [200, 200])
 * T.item(T.std(kernel)).toFixed(2) // => '0.07'
 * ```
 */
export const lecunNormal: Initializer = (key, shape) =>
  scaled('lecunNormal', { scale: 1, mode: 'fanIn', distribution: 'truncatedNormal' })(key, shape)

/**
 * As `lecunNormal`, from a uniform distribution of the same variance.
 *
 * `w ~ U[-a, a)`, `a = √(3 / fanIn)`. Throws `ShapeError` for a shape of rank below 2.
 *
 * Source: LeCun et al., "Efficient BackProp", 1998, section 4.6; numbers equal to
 * `jax.nn.initializers.lecun_uniform`.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const kernel = Init.lecunUniform(Rng.key(0), [200, 200])
 * T.item(T.std(kernel)).toFixed(2) // => '0.07'
 * ```
 */
export const lecunUniform: Initializer = (key, shape) =>
  scaled('lecunUniform', { scale: 1, mode: 'fanIn', distribution: 'uniform' })(key, shape)
