import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requireDecay, requireNonNegative } from '../checks.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'
import { averaged, averagedSquares, unbiased } from '../moments.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `scaleByAmsgrad`. */
export interface ScaleByAmsgradOptions {
  /** The decay of the average of the gradients; 0.9 unless given. */
  readonly b1?: Hyperparameter
  /** The decay of the average of their squares; 0.999 unless given. */
  readonly b2?: Hyperparameter
  /** Added to the root in the denominator; 1e-8 unless given. */
  readonly eps?: Hyperparameter
}

/** The state of `scaleByAmsgrad`: that of `scaleByAdam`, and the largest corrected `nu` so far. */
export interface ScaleByAmsgradState<P = ParamsLike> {
  readonly count: Count
  readonly mu: P
  readonly nu: P
  readonly nuMax: P
}

/**
 * Adam whose denominators never shrink.
 *
 * `u = mu_hat / (√nuMax + eps)`, `nuMax ← max(nuMax, nu_hat)`; the other symbols are those of `scaleByAdam`.
 *
 * Throws `ValueError` for `b1` or `b2` outside [0, 1), or an `eps` that is negative or not finite.
 *
 * Source: Reddi et al., "On the Convergence of Adam and Beyond", 2018, algorithm 2. As in Optax, and unlike the
 * paper, the averages are corrected before the maximum is taken; numbers equal to `optax.scale_by_amsgrad`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByAmsgrad()
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = scaling.update({ w: T.tensor([4, -0.01]) }, scaling.init(params), params)
 * T.toNested(updates.w).map((u) => u.toFixed(3)) // => ['1.000', '-1.000']
 * ```
 */
export const scaleByAmsgrad = ({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
}: ScaleByAmsgradOptions = {}): GradientTransformation<ScaleByAmsgradState> => {
  requireDecay('scaleByAmsgrad', 'b1', b1)
  requireDecay('scaleByAmsgrad', 'b2', b2)
  requireNonNegative('scaleByAmsgrad', 'eps', eps)
  return {
    init: (params) => {
      const zeros = Tree.map(T.zerosLike)(params)
      return { count: zeroCount(), mu: zeros, nu: zeros, nuMax: zeros }
    },
    update: (updates, state) => {
      const count = increment(state.count)
      const mu = averaged(b1)(updates, state.mu)
      const nu = averagedSquares(b2)(updates, state.nu)
      const nuMax = Tree.zipWith((v, most) => T.maximum(most, unbiased(v, b2, count)))(nu, state.nuMax)
      const divide = Tree.zipWith((m, v) => T.div(unbiased(m, b1, count), T.add(T.sqrt(v), eps)))
      return [divide(mu, nuMax), { count, mu, nu, nuMax }]
    },
  }
}
