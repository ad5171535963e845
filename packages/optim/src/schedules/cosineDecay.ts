import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireNonNegative, requirePositive, requireSteps } from '../checks.ts'
import { type Curve, curve } from '../Schedule.ts'

/** The settings of `cosineDecay`. */
export interface CosineDecayOptions {
  /** The value at the start. */
  readonly initial: number
  /** How many steps the way down takes. */
  readonly steps: number
  /** The value at the end and from then on; 0 unless given. */
  readonly final?: number
  /** The cosine is raised to this power; 1 unless given. */
  readonly exponent?: number
}

/** `from` at step 0, falling along half a cosine to `to` at step `steps`. */
export const halfCosine = (
  step: AnyTensor,
  { from, to, steps, exponent }: { from: number; to: number; steps: number; exponent: number },
): AnyTensor => {
  const angle = T.mul(T.clip(step, 0, steps), Math.PI / steps)
  const height = T.mul(T.add(T.cos(angle), 1), 0.5)
  return T.add(T.mul(exponent === 1 ? height : T.pow(height, exponent), from - to), to)
}

/**
 * Falls along half a cosine: slowly at first, fast in the middle, slowly at the end.
 *
 * `η(t) = final + (initial - final) · (½ (1 + cos(π · min(t, steps) / steps)))^exponent`.
 *
 * Throws `ValueError` for `initial` or `final` negative or not finite, `steps` not a whole number of 1 or
 * more, or an `exponent` that is not positive.
 *
 * Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, equation 5
 * without restarts; numbers equal to `optax.cosine_decay_schedule`, whose `alpha` is `final / initial`.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const fall = O.cosineDecay({ initial: 1, steps: 100 })
 * Array.from([0, 50, 100, 200], (step) => fall(step).toFixed(3)) // => ['1.000', '0.500', '0.000', '0.000']
 * ```
 */
export const cosineDecay = ({ initial, steps, final = 0, exponent = 1 }: CosineDecayOptions): Curve => {
  requireNonNegative('cosineDecay', 'initial', initial)
  requireSteps('cosineDecay', 'steps', steps)
  requireNonNegative('cosineDecay', 'final', final)
  requirePositive('cosineDecay', 'exponent', exponent)
  return curve((step) => halfCosine(step, { from: initial, to: final, steps, exponent }))
}
