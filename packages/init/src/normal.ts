import { Rng } from '@gradus/tensor'
import { requireScale } from './checks.ts'
import { type Initializer, scaleSample } from './Initializer.ts'

/**
 * Gaussian with mean 0 and the given standard deviation, whatever the shape.
 *
 * `w = stddev · z`, `z ~ N(0, 1)`. Equal to `jax.nn.initializers.normal(stddev)`.
 *
 * Throws `ValueError` unless `stddev` is positive and finite.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const small = Init.normal(0.01)
 * small(Rng.key(0), [784, 100]).shape // => [784, 100]
 * ```
 */
export const normal = (stddev: number): Initializer => {
  requireScale('normal', 'stddev', stddev)
  return (key, shape) => scaleSample(Rng.normal(key, shape), stddev)
}
