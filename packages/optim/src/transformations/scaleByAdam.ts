import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireDecay, requireNonNegative } from '../checks.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'
import { averaged, averagedSquares, lookAhead, unbiased } from '../moments.ts'
import { complement, type Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `scaleByAdam`. */
export interface ScaleByAdamOptions {
  /** The decay of the average of the gradients; 0.9 unless given. */
  readonly b1?: Hyperparameter
  /** The decay of the average of their squares; 0.999 unless given. */
  readonly b2?: Hyperparameter
  /** Added to the root in the denominator; 1e-8 unless given. */
  readonly eps?: Hyperparameter
  /** Look ahead along the average of the gradients (Nesterov): NAdam. */
  readonly nesterov?: boolean
  /**
   * Divide both averages by `1 - decay^t`, since they start at zero; unless told otherwise. Without it the first
   * update is `(1 - b1) / √(1 - b2)` times as long: 3.2 learning rates in place of one.
   */
  readonly biasCorrection?: boolean
}

/**
 * The state of `scaleByAdam`: the number of updates made, and both averages before their bias is corrected.
 */
export interface ScaleByAdamState<P = ParamsLike> {
  readonly count: Count
  readonly mu: P
  readonly nu: P
}

/**
 * Divides an average of the gradients by the root of an average of their squares.
 *
 * `mu ← b1·mu + (1 - b1)·g`, `nu ← b2·nu + (1 - b2)·g²`, `u = mu_hat / (√nu_hat + eps)`, with
 * `mu_hat = mu / (1 - b1^t)`, `nu_hat = nu / (1 - b2^t)` and `t` the number of this update, from 1. With
 * `nesterov` the direction is `b1 · mu / (1 - b1^(t+1)) + (1 - b1) · g / (1 - b1^t)` in place of `mu_hat`.
 *
 * Throws `ValueError` for `b1` or `b2` outside [0, 1), or an `eps` that is negative or not finite.
 *
 * Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 1; Dozat, "Incorporating
 * Nesterov Momentum into Adam", 2016; numbers equal to `optax.scale_by_adam`.
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
  nesterov = false,
  biasCorrection = true,
}: ScaleByAdamOptions = {}): GradientTransformation<ScaleByAdamState> => {
  requireDecay('scaleByAdam', 'b1', b1)
  requireDecay('scaleByAdam', 'b2', b2)
  requireNonNegative('scaleByAdam', 'eps', eps)
  const correct = (average: AnyTensor, decay: Hyperparameter, count: Count): AnyTensor =>
    biasCorrection ? unbiased(average, decay, count) : average
  const direction = (g: AnyTensor, m: AnyTensor, count: Count): AnyTensor =>
    !nesterov
      ? correct(m, b1, count)
      : biasCorrection
        ? lookAhead(g, m, b1, count, increment(count))
        : T.add(T.mul(m, b1), T.mul(g, complement(b1)))
  return {
    init: (params) => ({
      count: zeroCount(),
      mu: Tree.map(T.zerosLike)(params),
      nu: Tree.map(T.zerosLike)(params),
    }),
    update: (updates, state) => {
      const count = increment(state.count)
      const mu = averaged(b1)(updates, state.mu)
      const nu = averagedSquares(b2)(updates, state.nu)
      const along = Tree.zipWith((g, m) => direction(g, m, count))(updates, mu)
      const divide = Tree.zipWith((m, v) => T.div(m, T.add(T.sqrt(correct(v, b2, count)), eps)))
      return [divide(along, nu), { count, mu, nu }]
    },
  }
}
