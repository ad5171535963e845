import { Tree } from '@gradus/tensor'
import { requireDecay } from '../checks.ts'
import { zeros } from '../choose.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'
import { averaged, unbiased } from '../moments.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `ema`. */
export interface EmaOptions {
  /** How much of the average is kept from step to step, in [0, 1). */
  readonly decay: Hyperparameter
  /** Divide by `1 - decay^t`, since the average starts at zero; unless told otherwise. */
  readonly biasCorrection?: boolean
}

/** The state of `ema`: updates made, and their average. */
export interface EmaState<P = ParamsLike> {
  readonly count: Count
  readonly mu: P
}

/**
 * Replaces updates by their exponentially weighted average.
 *
 * `mu ← decay·mu + (1 - decay)·u`, and the update is `mu / (1 - decay^t)`.
 *
 * Throws `ValueError` for a decay outside [0, 1).
 *
 * Source: numbers equal to `optax.ema`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const smooth = O.ema({ decay: 0.5 })
 * const params = { w: T.tensor([1]) }
 * const [first, state] = smooth.update({ w: T.tensor([3]) }, smooth.init(params), params)
 * const [second] = smooth.update({ w: T.tensor([6]) }, state, params)
 * T.toNested(first.w) // => [3]
 * T.toNested(second.w) // => [5]
 * ```
 */
export const ema = ({ decay, biasCorrection = true }: EmaOptions): GradientTransformation<EmaState> => {
  requireDecay('ema', 'decay', decay)
  return {
    init: (params) => ({ count: zeroCount(), mu: zeros(params) }),
    update: (updates, state) => {
      const count = increment(state.count)
      const mu = averaged(decay)(updates, state.mu)
      return [biasCorrection ? Tree.map((m) => unbiased(m, decay, count))(mu) : mu, { count, mu }]
    },
  }
}
