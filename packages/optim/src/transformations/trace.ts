import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requireDecay } from '../checks.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `trace`. */
export interface TraceOptions {
  /** How much of the velocity is kept from step to step, in [0, 1). */
  readonly decay: Hyperparameter
  /** Look ahead along the velocity (Nesterov). */
  readonly nesterov?: boolean
}

/** The state of `trace`: the velocity. */
export interface TraceState<P = ParamsLike> {
  readonly trace: P
}

/**
 * Momentum: a decaying sum of past updates.
 *
 * `v ← g + decay · v`; the update is `v`, or with Nesterov `g + decay · v` of the new `v`. The sum is not an
 * average: with a steady gradient it grows to `g / (1 - decay)`.
 *
 * Throws `ValueError` for a decay outside [0, 1).
 *
 * Source: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964; Sutskever et al.,
 * "On the importance of initialization and momentum in deep learning", 2013, equations 1-4; numbers equal to
 * `optax.trace`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const momentum = O.trace({ decay: 0.5 })
 * const params = { w: T.tensor([1, 2]) }
 * const gradients = { w: T.tensor([4, 8]) }
 * const [, state] = momentum.update(gradients, momentum.init(params), params)
 * const [updates] = momentum.update(gradients, state, params)
 * T.toNested(updates.w) // => [6, 12]
 * ```
 */
export const trace = ({ decay, nesterov = false }: TraceOptions): GradientTransformation<TraceState> => {
  requireDecay('trace', 'decay', decay)
  return {
    init: (params) => ({ trace: Tree.map(T.zerosLike)(params) }),
    update: (updates, state) => {
      const follow = Tree.zipWith((g, v) => T.add(g, T.mul(v, decay)))
      const next = follow(updates, state.trace)
      return [nesterov ? follow(updates, next) : next, { trace: next }]
    },
  }
}
