import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requireNonNegative } from '../checks.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `scaleByAdagrad`. */
export interface ScaleByAdagradOptions {
  /** What the sums start at; 0.1 unless given. */
  readonly initial?: number
  /** Added to the sum under the root; 1e-7 unless given. */
  readonly eps?: Hyperparameter
}

/** The state of `scaleByAdagrad`: the sum of the squares of all gradients so far. */
export interface ScaleByAdagradState<P = ParamsLike> {
  readonly sumOfSquares: P
}

/**
 * Divides by the root of the sum of the squares of all gradients so far: rare features keep long steps.
 *
 * `s ← s + g²`, `u = g / √(s + eps)`, and 0 where `s` is 0.
 *
 * Throws `ValueError` for `initial` or `eps` negative or not finite.
 *
 * Source: Duchi et al., "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", 2011;
 * numbers equal to `optax.scale_by_rss`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByAdagrad({ initial: 0 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = scaling.update({ w: T.tensor([4, -8]) }, scaling.init(params), params)
 * T.toNested(updates.w).map((u) => u.toFixed(3)) // => ['1.000', '-1.000']
 * ```
 */
export const scaleByAdagrad = ({
  initial = 0.1,
  eps = 1e-7,
}: ScaleByAdagradOptions = {}): GradientTransformation<ScaleByAdagradState> => {
  requireNonNegative('scaleByAdagrad', 'initial', initial)
  requireNonNegative('scaleByAdagrad', 'eps', eps)
  return {
    init: (params) => ({ sumOfSquares: Tree.map((p) => T.fullLike(p, initial))(params) }),
    update: (updates, state) => {
      const sumOfSquares = Tree.zipWith((g, s) => T.add(T.square(g), s))(updates, state.sumOfSquares)
      const divide = Tree.zipWith((g, s) => {
        const some = T.greater(s, 0)
        return T.where(some, T.div(g, T.sqrt(T.add(T.where(some, s, 1), eps))), T.zerosLike(g))
      })
      return [divide(updates, sumOfSquares), { sumOfSquares }]
    },
  }
}
