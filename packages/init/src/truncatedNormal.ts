import { Rng } from '@gradus/tensor'
import { requireScale } from './checks.ts'
import { type Initializer, scaleSample } from './Initializer.ts'

/**
 * Gaussian cut off at two standard deviations: no weight starts far out.
 *
 * `w = stddev · z`, `z ~ N(0, 1)` given `-2 < z < 2`. `stddev` is that of the Gaussian before it is cut; what
 * is left has 0.8796 of it. Equal to `jax.nn.initializers.truncated_normal(stddev)`.
 *
 * Throws `ValueError` unless `stddev` is positive and finite.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const kernel = Init.truncatedNormal(0.1)(Rng.key(0), [64, 64])
 * T.item(T.max(T.abs(kernel))) <= 0.2 // => true
 * ```
 */
export const truncatedNormal = (stddev: number): Initializer => {
  requireScale('truncatedNormal', 'stddev', stddev)
  return (key, shape) => scaleSample(Rng.truncatedNormal(key, shape, { lower: -2, upper: 2 }), stddev)
}
