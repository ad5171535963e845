import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requireDecay, requireNonNegative } from '../checks.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'
import { averaged, unbiased } from '../moments.ts'
import { complement, type Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `scaleByYogi`. */
export interface ScaleByYogiOptions {
  /** The decay of the average of the gradients; 0.9 unless given. */
  readonly b1?: Hyperparameter
  /** How slowly `nu` moves; 0.999 unless given. */
  readonly b2?: Hyperparameter
  /** Added to the root in the denominator; 1e-3 unless given. */
  readonly eps?: Hyperparameter
  /** What both averages start at; 1e-6 unless given. */
  readonly initial?: number
}

/** The state of `scaleByYogi`: as that of `scaleByAdam`. */
export interface ScaleByYogiState<P = ParamsLike> {
  readonly count: Count
  readonly mu: P
  readonly nu: P
}

/**
 * Adam whose `nu` moves by no more than the square of a gradient at a time, so that it forgets slowly.
 *
 * `nu ← nu - (1 - b2) · sign(nu - g²) · g²`; the rest is `scaleByAdam`.
 *
 * Throws `ValueError` for `b1` or `b2` outside [0, 1), or `eps` or `initial` negative or not finite.
 *
 * Source: Zaheer et al., "Adaptive Methods for Nonconvex Optimization", 2018, algorithm 2; numbers equal to
 * `optax.scale_by_yogi`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByYogi()
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = scaling.update({ w: T.tensor([4, -8]) }, scaling.init(params), params)
 * T.toNested(updates.w).map((u) => u.toFixed(2)) // => ['1.00', '-1.00']
 * ```
 */
export const scaleByYogi = ({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-3,
  initial = 1e-6,
}: ScaleByYogiOptions = {}): GradientTransformation<ScaleByYogiState> => {
  requireDecay('scaleByYogi', 'b1', b1)
  requireDecay('scaleByYogi', 'b2', b2)
  requireNonNegative('scaleByYogi', 'eps', eps)
  requireNonNegative('scaleByYogi', 'initial', initial)
  return {
    init: (params) => {
      const start = Tree.map((p) => T.fullLike(p, initial))(params)
      return { count: zeroCount(), mu: start, nu: start }
    },
    update: (updates, state) => {
      const count = increment(state.count)
      const mu = averaged(b1)(updates, state.mu)
      const squares = Tree.map(T.square)(updates)
      const nu = Tree.zipWith((q, v) => T.sub(v, T.mul(T.mul(T.sign(T.sub(v, q)), q), complement(b2))))(
        squares,
        state.nu,
      )
      const divide = Tree.zipWith((m, v) =>
        T.div(unbiased(m, b1, count), T.add(T.sqrt(unbiased(v, b2, count)), eps)),
      )
      return [divide(mu, nu), { count, mu, nu }]
    },
  }
}
