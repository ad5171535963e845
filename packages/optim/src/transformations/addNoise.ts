import * as T from '@gradus/tensor'
import { Rng, Tree } from '@gradus/tensor'
import { requireNonNegative } from '../checks.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation } from '../GradientTransformation.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `addNoise`. */
export interface AddNoiseOptions {
  /** The variance of the noise of the first update. */
  readonly variance: Hyperparameter
  /** How fast the variance falls: it is divided by `t^decay`; 0.55 unless given. */
  readonly decay?: Hyperparameter
  /** The first key of the noise. */
  readonly key: Rng.Key
}

/** The state of `addNoise`: updates made, and the key of the next noise. */
export interface AddNoiseState {
  readonly count: Count
  readonly key: Rng.Key
}

/**
 * Adds normal noise to the updates, less at each step.
 *
 * `u ← u + √(variance / t^decay) · n`, `n` of the standard normal distribution, `t` from 1. Each leaf has a key
 * of its own, in the order of the paths, so that the noise does not depend on the order of a record's fields.
 *
 * Throws `ValueError` for a variance or a decay that is negative or not finite.
 *
 * Source: Neelakantan et al., "Adding Gradient Noise Improves Learning for Very Deep Networks", 2015, equation
 * 1; numbers equal to `optax.add_noise` in float32.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const noisy = O.addNoise({ variance: 0.01, key: T.Rng.key(0) })
 * const params = { w: T.zeros([1000]) }
 * const [updates] = noisy.update(params, noisy.init(params), params)
 * T.item(T.std(updates.w)).toFixed(2) // => '0.10'
 * ```
 */
export const addNoise = ({
  variance,
  decay = 0.55,
  key: first,
}: AddNoiseOptions): GradientTransformation<AddNoiseState> => {
  requireNonNegative('addNoise', 'variance', variance)
  requireNonNegative('addNoise', 'decay', decay)
  return {
    init: () => ({ count: zeroCount(), key: first }),
    update: (updates, state) => {
      const count = increment(state.count)
      const [key, drawn] = Rng.split(state.key)
      const paths = Tree.paths(updates).toSorted()
      const keys = Rng.split(drawn, paths.length as number)
      const noise = Tree.map((u, path) => {
        const scale = T.sqrt(T.div(variance, T.pow(T.cast(count, u.dtype), decay)))
        const drawnHere = Rng.normal(keys[paths.indexOf(path)] as Rng.Key, u.shape)
        return T.add(u, T.mul(T.cast(drawnHere, u.dtype), scale))
      })
      return [noise(updates), { count, key }]
    },
  }
}
