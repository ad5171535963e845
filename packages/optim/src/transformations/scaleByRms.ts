import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireDecay, requireNonNegative } from '../checks.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'
import { averagedSquares, unbiased } from '../moments.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `scaleByRms` and of `scaleByStddev`. */
export interface ScaleByRmsOptions {
  /** The decay of the average of the squares; 0.9 unless given. */
  readonly decay?: Hyperparameter
  /** Added in the denominator, under the root; 1e-8 unless given. */
  readonly eps?: Hyperparameter
  /** Add `eps` under the root, unless told otherwise; with `false` beside it, as PyTorch does. */
  readonly epsInRoot?: boolean
  /** What the average of the squares starts at; 0 unless given. */
  readonly initial?: number
  /** Divide the averages by `1 - decay^t`; not unless told. */
  readonly biasCorrection?: boolean
}

/** The state of `scaleByRms`: updates made, and the average of the squares. */
export interface ScaleByRmsState<P = ParamsLike> {
  readonly count: Count
  readonly nu: P
}

/** The root with `eps` under it or beside it. */
export const rootWith = (x: AnyTensor, eps: Hyperparameter, inside: boolean): AnyTensor =>
  inside ? T.sqrt(T.add(x, eps)) : T.add(T.sqrt(x), eps)

/**
 * Divides by the root of the average of the squares of recent gradients.
 *
 * `nu ← decay·nu + (1 - decay)·g²`, `u = g / √(nu + eps)`.
 *
 * Throws `ValueError` for a decay outside [0, 1), or `eps` or `initial` negative or not finite.
 *
 * Source: Hinton, "Neural Networks for Machine Learning", 2012, lecture 6e; numbers equal to
 * `optax.scale_by_rms`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByRms({ decay: 0.75 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = scaling.update({ w: T.tensor([4, -8]) }, scaling.init(params), params)
 * T.toNested(updates.w).map((u) => u.toFixed(3)) // => ['2.000', '-2.000']
 * ```
 */
export const scaleByRms = ({
  decay = 0.9,
  eps = 1e-8,
  epsInRoot = true,
  initial = 0,
  biasCorrection = false,
}: ScaleByRmsOptions = {}): GradientTransformation<ScaleByRmsState> => {
  requireDecay('scaleByRms', 'decay', decay)
  requireNonNegative('scaleByRms', 'eps', eps)
  requireNonNegative('scaleByRms', 'initial', initial)
  return {
    init: (params) => ({ count: zeroCount(), nu: Tree.map((p) => T.fullLike(p, initial))(params) }),
    update: (updates, state) => {
      const count = increment(state.count)
      const nu = averagedSquares(decay)(updates, state.nu)
      const divide = Tree.zipWith((g, v) =>
        T.div(g, rootWith(biasCorrection ? unbiased(v, decay, count) : v, eps, epsInRoot)),
      )
      return [divide(updates, nu), { count, nu }]
    },
  }
}
