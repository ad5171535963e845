import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireDecay, requireNonNegative } from '../checks.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'

/** The settings of `scaleByAdam`. */
export interface ScaleByAdamOptions {
  /** The decay of the average of the gradients; 0.9 unless given. */
  readonly b1?: number
  /** The decay of the average of their squares; 0.999 unless given. */
  readonly b2?: number
  /** Added to the root in the denominator; 1e-8 unless given. */
  readonly eps?: number
}

/**
 * The state of `scaleByAdam`: the number of updates made, and both averages before their bias is corrected.
 */
export interface ScaleByAdamState<P = ParamsLike> {
  readonly count: Count
  readonly mu: P
  readonly nu: P
}

/** The average, corrected for having started at zero: divided by `1 - decay^count`. */
const unbiased = (average: AnyTensor, decay: number, count: Count): AnyTensor =>
  T.div(average, T.sub(1, T.pow(decay, T.cast(count, average.dtype))))

/**
 * Divides an average of the gradients by the root of an average of their squares.
 *
 * `mu ← b1·mu + (1 - b1)·g`, `nu ← b2·nu + (1 - b2)·g²`, `u = mu_hat / (√nu_hat + eps)`, with
 * `mu_hat = mu / (1 - b1^t)`, `nu_hat = nu / (1 - b2^t)` and `t` the number of this update, from 1.
 *
 * Throws `ValueError` for `b1` or `b2` outside [0, 1), or an `eps` that is negative or not finite.
 *
 * Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 1; numbers equal to
 * `optax.scale_by_adam`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByAdam()
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = scaling.update({ w: T.tensor([4, -0.01]) }, scaling.init(params), params)
 *
 * // The first update has the size 1 whatever the size of the gradient.
 * T.toNested(updates.w).map((u) => u.toFixed(3)) // => ['1.000', '-1.000']
 * ```
 */
export const scaleByAdam = ({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
}: ScaleByAdamOptions = {}): GradientTransformation<ScaleByAdamState> => {
  requireDecay('scaleByAdam', 'b1', b1)
  requireDecay('scaleByAdam', 'b2', b2)
  requireNonNegative('scaleByAdam', 'eps', eps)
  return {
    init: (params) => ({
      count: zeroCount(),
      mu: Tree.map(T.zerosLike)(params),
      nu: Tree.map(T.zerosLike)(params),
    }),
    update: (updates, state) => {
      const count = increment(state.count)
      const mu = Tree.zipWith((g, m) => T.add(T.mul(g, 1 - b1), T.mul(m, b1)))(updates, state.mu)
      const nu = Tree.zipWith((g, v) => T.add(T.mul(T.square(g), 1 - b2), T.mul(v, b2)))(updates, state.nu)
      const direction = Tree.zipWith((m, v) =>
        T.div(unbiased(m, b1, count), T.add(T.sqrt(unbiased(v, b2, count)), eps)),
      )(mu, nu)
      return [direction, { count, mu, nu }]
    },
  }
}
