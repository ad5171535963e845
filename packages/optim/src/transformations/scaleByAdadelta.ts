import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requireDecay, requirePositive } from '../checks.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'
import { averagedSquares } from '../moments.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `scaleByAdadelta`. */
export interface ScaleByAdadeltaOptions {
  /** The decay of both averages; 0.9 unless given. */
  readonly rho?: Hyperparameter
  /** Added under both roots; 1e-6 unless given. */
  readonly eps?: Hyperparameter
}

/** The state of `scaleByAdadelta`: the averages of the squares of gradients (`nu`) and of updates. */
export interface ScaleByAdadeltaState<P = ParamsLike> {
  readonly nu: P
  readonly squaredUpdates: P
}

/**
 * Gives each update the size that recent updates had, so that its unit is that of the parameters.
 *
 * `nu ← ρ·nu + (1 - ρ)·g²`, `u = g · √(d + eps) / √(nu + eps)`, `d ← ρ·d + (1 - ρ)·u²`, with `d` for
 * `squaredUpdates`.
 *
 * Throws `ValueError` for `rho` outside [0, 1), or an `eps` that is not positive and finite.
 *
 * Source: Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012, algorithm 1; numbers equal to
 * `optax.scale_by_adadelta`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByAdadelta({ rho: 0.75, eps: 1e-2 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = scaling.update({ w: T.tensor([4, -8]) }, scaling.init(params), params)
 * T.toNested(updates.w).map((u) => u.toFixed(2)) // => ['0.20', '-0.20']
 * ```
 */
export const scaleByAdadelta = ({
  rho = 0.9,
  eps = 1e-6,
}: ScaleByAdadeltaOptions = {}): GradientTransformation<ScaleByAdadeltaState> => {
  requireDecay('scaleByAdadelta', 'rho', rho)
  requirePositive('scaleByAdadelta', 'eps', eps)
  return {
    init: (params) => {
      const zeros = Tree.map(T.zerosLike)(params)
      return { nu: zeros, squaredUpdates: zeros }
    },
    update: (updates, state) => {
      const nu = averagedSquares(rho)(updates, state.nu)
      const size = Tree.zipWith((v, d) => T.div(T.sqrt(T.add(d, eps)), T.sqrt(T.add(v, eps))))
      const scaled = Tree.zipWith((g, s) => T.mul(g, s))(updates, size(nu, state.squaredUpdates))
      return [scaled, { nu, squaredUpdates: averagedSquares(rho)(scaled, state.squaredUpdates) }]
    },
  }
}
