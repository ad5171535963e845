import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requireDecay, requirePositive } from '../checks.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'
import { averaged, unbiased } from '../moments.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `scaleByAdamax`. */
export interface ScaleByAdamaxOptions {
  /** The decay of the average of the gradients; 0.9 unless given. */
  readonly b1?: Hyperparameter
  /** The decay of the largest gradient; 0.999 unless given. */
  readonly b2?: Hyperparameter
  /** Added to the size of each gradient, so that none divides by zero; 1e-8 unless given. */
  readonly eps?: Hyperparameter
}

/** The state of `scaleByAdamax`: updates made, the average, and the largest size, which decays. */
export interface ScaleByAdamaxState<P = ParamsLike> {
  readonly count: Count
  readonly mu: P
  readonly nu: P
}

/**
 * Adam with the largest gradient in place of the root of the mean square.
 *
 * `mu ← b1·mu + (1 - b1)·g`, `nu ← max(b2·nu, |g| + eps)`, `u = mu / (1 - b1^t) / nu`.
 *
 * Throws `ValueError` for `b1` or `b2` outside [0, 1), or an `eps` that is not positive and finite.
 *
 * Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 2; numbers equal to
 * `optax.scale_by_adamax`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByAdamax()
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = scaling.update({ w: T.tensor([4, -0.01]) }, scaling.init(params), params)
 * T.toNested(updates.w).map((u) => u.toFixed(3)) // => ['1.000', '-1.000']
 * ```
 */
export const scaleByAdamax = ({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
}: ScaleByAdamaxOptions = {}): GradientTransformation<ScaleByAdamaxState> => {
  requireDecay('scaleByAdamax', 'b1', b1)
  requireDecay('scaleByAdamax', 'b2', b2)
  requirePositive('scaleByAdamax', 'eps', eps)
  return {
    init: (params) => {
      const zeros = Tree.map(T.zerosLike)(params)
      return { count: zeroCount(), mu: zeros, nu: zeros }
    },
    update: (updates, state) => {
      const count = increment(state.count)
      const mu = averaged(b1)(updates, state.mu)
      const largest = Tree.zipWith((g, v) => T.maximum(T.add(T.abs(g), eps), T.mul(v, b2)))
      const nu = largest(updates, state.nu)
      return [Tree.zipWith((m, v) => T.div(unbiased(m, b1, count), v))(mu, nu), { count, mu, nu }]
    },
  }
}
