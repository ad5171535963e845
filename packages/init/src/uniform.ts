import { Rng } from '@gradus/tensor'
import { requireScale } from './checks.ts'
import { type Initializer, scaleSample } from './Initializer.ts'

/**
 * Uniform over `[-scale, scale)`, whatever the shape. Its standard deviation is `scale / √3`.
 *
 * Equal to `jax.random.uniform(key, shape, minval=-scale, maxval=scale)`. Departure:
 * `jax.nn.initializers.uniform` draws from `[0, scale)`; weights that are all positive are not what anybody
 * wants from a network.
 *
 * Throws `ValueError` unless `scale` is positive and finite.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const kernel = Init.uniform(0.05)(Rng.key(0), [8, 4])
 * T.item(T.max(T.abs(kernel))) <= 0.05 // => true
 * ```
 */
export const uniform = (scale: number): Initializer => {
  requireScale('uniform', 'scale', scale)
  return (key, shape) => scaleSample(Rng.uniform(key, shape, { min: -1, max: 1 }), scale)
}
