import * as T from '@gradus/tensor'
import { requireNonNegative, requireSteps } from '../checks.ts'
import { type Curve, curve } from '../Schedule.ts'

/** The settings of `inverseTime`. */
export interface InverseTimeOptions {
  /** The value at the start. */
  readonly initial: number
  /** How fast it falls: after `steps / rate` steps it is half. */
  readonly rate: number
  /** The unit of time, such as the steps of an epoch; 1 unless given. */
  readonly steps?: number
  /** Fall once every `steps` steps, in place of a little at each. */
  readonly staircase?: boolean
}

/**
 * Falls as one over time.
 *
 * `η(t) = initial / (1 + rate · t / steps)`; with `staircase` the fraction `t / steps` is rounded down.
 *
 * Throws `ValueError` for `initial` or `rate` negative or not finite, or `steps` not whole.
 *
 * Source: Robbins and Monro, "A Stochastic Approximation Method", 1951; numbers equal to
 * `torch.optim.lr_scheduler.LambdaLR` of the formula.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const fall = O.inverseTime({ initial: 1, rate: 1, steps: 10 })
 * Array.from([0, 10, 30], (step) => fall(step)) // => [1, 0.5, 0.25]
 * ```
 */
export const inverseTime = ({ initial, rate, steps = 1, staircase = false }: InverseTimeOptions): Curve => {
  requireNonNegative('inverseTime', 'initial', initial)
  requireNonNegative('inverseTime', 'rate', rate)
  requireSteps('inverseTime', 'steps', steps)
  return curve((step) => {
    const turns = T.div(step, steps)
    return T.div(initial, T.add(T.mul(staircase ? T.floor(turns) : turns, rate), 1))
  })
}
