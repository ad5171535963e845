import * as T from '@gradus/tensor'
import { requireNonNegative, requireSteps } from '../checks.ts'
import { type Curve, curve } from '../Schedule.ts'
import { halfCosine } from './cosineDecay.ts'

/** The settings of `cosineRestarts`. */
export interface CosineRestartsOptions {
  /** The value at the start of each period. */
  readonly initial: number
  /** The value at the end of each period; 0 unless given. */
  readonly final?: number
  /** How many steps the first period takes. */
  readonly steps: number
  /** How many times as long as the one before each period is: a whole number, 1 unless given. */
  readonly factor?: number
}

/**
 * Falls along half a cosine and starts again, in periods that may become longer: SGDR.
 *
 * `η(t) = final + ½ (initial - final)(1 + cos(π · s / T))`, `s` the steps since the last start and
 * `T = steps · factorⁱ` the length of period `i`.
 *
 * Throws `ValueError` for values negative or not finite, or `steps` or `factor` not whole numbers of 1 or more.
 *
 * Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, equation 5;
 * numbers equal to `torch.optim.lr_scheduler.CosineAnnealingWarmRestarts`.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const waves = O.cosineRestarts({ initial: 1, steps: 10, factor: 2 })
 * Array.from([0, 5, 10, 20, 30], (step) => waves(step).toFixed(1)) // => ['1.0', '0.5', '1.0', '0.5', '1.0']
 * ```
 */
export const cosineRestarts = ({ initial, final = 0, steps, factor = 1 }: CosineRestartsOptions): Curve => {
  requireNonNegative('cosineRestarts', 'initial', initial)
  requireNonNegative('cosineRestarts', 'final', final)
  requireSteps('cosineRestarts', 'steps', steps)
  requireSteps('cosineRestarts', 'factor', factor)
  const fall = (since: T.AnyTensor, length: T.AnyTensor): T.AnyTensor =>
    halfCosine(T.div(since, length), { from: initial, to: final, steps: 1, exponent: 1 })
  if (factor === 1) return curve((step) => fall(T.mod(step, steps), T.add(T.zerosLike(step), steps)))
  // Periods up to the largest count that a step can have: few, since their lengths multiply.
  const count = Math.ceil(Math.log2(2 ** 31 / steps) / Math.log2(factor)) + 1
  const starts = Array.from({ length: count }, (_, i) => (steps * (factor ** i - 1)) / (factor - 1))
  return curve((step) =>
    starts.reduce<T.AnyTensor>((value, start, i) => {
      const length = T.add(T.zerosLike(step), steps * factor ** i)
      return T.where(T.less(step, start), value, fall(T.sub(step, start), length))
    }, step),
  )
}
