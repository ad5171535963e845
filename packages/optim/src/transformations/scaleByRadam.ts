import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireDecay, requireNonNegative, requireWithin } from '../checks.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'
import { averaged, averagedSquares, unbiased } from '../moments.ts'

/** The settings of `scaleByRadam`. */
export interface ScaleByRadamOptions {
  /** The decay of the average of the gradients; 0.9 unless given. */
  readonly b1?: Hyperparameter
  /** The decay of the average of their squares; 0.999 unless given. */
  readonly b2?: Hyperparameter
  /** Added to the root in the denominator; 1e-8 unless given. */
  readonly eps?: Hyperparameter
  /** How many gradients must stand behind `nu` before it is trusted; 5 unless given. */
  readonly threshold?: Hyperparameter
}

/** The state of `scaleByRadam`: as that of `scaleByAdam`. */
export interface ScaleByRadamState<P = ParamsLike> {
  readonly count: Count
  readonly mu: P
  readonly nu: P
}

/** The length of the simple average that `nu` amounts to at last; in JavaScript's digits where it is plain. */
const longestOf = (b2: Hyperparameter): AnyTensor | number =>
  typeof b2 === 'number' ? 2 / (1 - b2) - 1 : (T.sub(T.div(2, T.sub(1, b2)), 1) as AnyTensor)

/** The length of the simple average that `nu` amounts to by now. */
const lengthOf = (b2: Hyperparameter, count: AnyTensor): AnyTensor => {
  const power = T.pow(b2, count)
  return T.sub(longestOf(b2), T.div(T.mul(T.mul(count, 2), power), T.sub(1, power)))
}

/** `(length - 4)(length - 2)`. */
const beyond = (length: AnyTensor): AnyTensor => T.mul(T.sub(length, 4), T.sub(length, 2))

/** What makes the variance of the step that of a long average; only where the length is above 4. */
const rectifier = (b2: Hyperparameter, length: AnyTensor): AnyTensor => {
  const longest = longestOf(b2)
  const atLast = typeof longest === 'number' ? (longest - 4) * (longest - 2) : beyond(longest)
  return T.sqrt(T.maximum(T.div(T.mul(beyond(length), longest), T.mul(length, atLast)), 0))
}

/**
 * Adam that waits to divide by the root of `nu` until it is an average of enough gradients.
 *
 * With `ρ∞ = 2 / (1 - b2) - 1` and `ρ = ρ∞ - 2·t·b2^t / (1 - b2^t)`: where `ρ ≥ threshold`,
 * `u = r · mu_hat / (√nu_hat + eps)` with `r² = (ρ - 4)(ρ - 2)ρ∞ / ((ρ∞ - 4)(ρ∞ - 2)ρ)`; before, `u = mu_hat`.
 *
 * Throws `ValueError` for `b1` outside [0, 1), `b2` outside [0.6, 1) (below, no average is long enough), an
 * `eps` that is negative or not finite, or a threshold below 4.
 *
 * Source: Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", 2020, algorithm 2; numbers
 * equal to `optax.scale_by_radam`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByRadam()
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = scaling.update({ w: T.tensor([4, -2]) }, scaling.init(params), params)
 *
 * // The first steps go along the gradients as they are.
 * T.toNested(updates.w).map((u) => u.toFixed(3)) // => ['4.000', '-2.000']
 * ```
 */
export const scaleByRadam = ({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
  threshold = 5,
}: ScaleByRadamOptions = {}): GradientTransformation<ScaleByRadamState> => {
  requireDecay('scaleByRadam', 'b1', b1)
  requireWithin('scaleByRadam', 'b2', b2, 0.6, 1)
  requireNonNegative('scaleByRadam', 'eps', eps)
  requireWithin('scaleByRadam', 'threshold', threshold, 4, Infinity)
  const step = (m: AnyTensor, v: AnyTensor, count: Count): AnyTensor => {
    const average = unbiased(m, b1, count)
    const length = lengthOf(b2, T.cast(count, m.dtype))
    const scaled = T.div(average, T.add(T.sqrt(unbiased(v, b2, count)), eps))
    return T.where(T.greaterEqual(length, threshold), T.mul(scaled, rectifier(b2, length)), average)
  }
  return {
    init: (params) => {
      const zeros = Tree.map(T.zerosLike)(params)
      return { count: zeroCount(), mu: zeros, nu: zeros }
    },
    update: (updates, state) => {
      const count = increment(state.count)
      const mu = averaged(b1)(updates, state.mu)
      const nu = averagedSquares(b2)(updates, state.nu)
      return [Tree.zipWith((m, v) => step(m, v, count))(mu, nu), { count, mu, nu }]
    },
  }
}
