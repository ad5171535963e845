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

/**
 * The course's small random numbers: a standard deviation of 0.01, whatever the shape. Deep networks fade out from it; what it
 * does is a lesson, see `activationStatistics`.
 *
 * Source: Karpathy, CS231n, "Neural Networks Part 2", small random numbers.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * T.item(T.std(Init.small(T.Rng.key(0), [100, 100]))).toFixed(3) // => '0.010'
 * ```
 */
export const small: Initializer = (key, shape) => normal(0.01)(key, shape)

/**
 * The course's large random numbers: a standard deviation of 1, whatever the shape. Tanh units saturate from it and ReLU units
 * explode; what it does is a lesson, see `activationStatistics`.
 *
 * Source: CS231n, lecture "Training Neural Networks", activation statistics of ten layers.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * T.item(T.std(Init.large(T.Rng.key(0), [100, 100]))).toFixed(1) // => '1.0'
 * ```
 */
export const large: Initializer = (key, shape) => normal(1)(key, shape)
