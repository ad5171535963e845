import { dropAcross, noise, type Noise } from '../Noise.ts'

/**
 * Dropout: keeps each value with probability `1 - rate` and divides it by that, else sets it to zero.
 *
 * `y = x · m / (1 - rate)`, `m ~ Bernoulli(1 - rate)` for each value; the mask is `Rng.bernoulli(key, 1 - rate, shape)`,
 * the same as JAX's. As a stage it is `L.dropout`.
 *
 * Throws `ValueError` for a rate outside [0, 1), `DTypeError` unless `x` is made of floats.
 *
 * Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout", 2014; its section 10 for the inverted
 * form.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Rng } from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * T.toNested(R.drop(Rng.key(0), T.ones([6]), 0.5)) // => [0, 0, 2, 2, 0, 2]
 * ```
 */
export const drop: Noise = noise((key, x, rate) => dropAcross('drop', key, x, rate, x.shape))
