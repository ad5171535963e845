import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requireDecay, requireNonNegative } from '../checks.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'
import { averaged, averagedSquares, unbiased } from '../moments.ts'
import { rootWith, type ScaleByRmsOptions } from './scaleByRms.ts'

/** The state of `scaleByStddev`: updates made, and the averages of the gradients and of their squares. */
export interface ScaleByStddevState<P = ParamsLike> {
  readonly count: Count
  readonly mu: P
  readonly nu: P
}

/**
 * Divides by the standard deviation of recent gradients: `scaleByRms`, centred.
 *
 * `mu ← decay·mu + (1 - decay)·g`, `nu ← decay·nu + (1 - decay)·g²`, `u = g / √(nu - mu² + eps)`.
 *
 * Throws `ValueError` for a decay outside [0, 1), or `eps` or `initial` negative or not finite.
 *
 * Source: Graves, "Generating Sequences With Recurrent Neural Networks", 2013, equations 38-40; numbers equal
 * to `optax.scale_by_stddev`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByStddev({ decay: 0.5 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = scaling.update({ w: T.tensor([4, -8]) }, scaling.init(params), params)
 * T.toNested(updates.w).map((u) => u.toFixed(3)) // => ['2.000', '-2.000']
 * ```
 */
export const scaleByStddev = ({
  decay = 0.9,
  eps = 1e-8,
  epsInRoot = true,
  initial = 0,
  biasCorrection = false,
}: ScaleByRmsOptions = {}): GradientTransformation<ScaleByStddevState> => {
  requireDecay('scaleByStddev', 'decay', decay)
  requireNonNegative('scaleByStddev', 'eps', eps)
  requireNonNegative('scaleByStddev', 'initial', initial)
  return {
    init: (params) => ({
      count: zeroCount(),
      mu: Tree.map(T.zerosLike)(params),
      nu: Tree.map((p) => T.fullLike(p, initial))(params),
    }),
    update: (updates, state) => {
      const count = increment(state.count)
      const mu = averaged(decay)(updates, state.mu)
      const nu = averagedSquares(decay)(updates, state.nu)
      const correct = Tree.map((x) => (biasCorrection ? unbiased(x, decay, count) : x))
      const variance = Tree.zipWith((m, v) => T.sub(v, T.square(m)))(correct(mu), correct(nu))
      const divide = Tree.zipWith((g, v) => T.div(g, rootWith(v, eps, epsInRoot)))
      return [divide(updates, variance), { count, mu, nu }]
    },
  }
}
