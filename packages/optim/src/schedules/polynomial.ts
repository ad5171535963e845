import * as T from '@gradus/tensor'
import { requireNonNegative, requirePositive, requireSteps, requireStepsOrNone } from '../checks.ts'
import { type Curve, curve } from '../Schedule.ts'

/** The settings of `polynomial`. */
export interface PolynomialOptions {
  /** The value at the start. */
  readonly initial: number
  /** The value at the end and from then on; 0 unless given. */
  readonly final?: number
  /** How many steps the way takes. */
  readonly steps: number
  /** 1 is a straight line, which is what it is unless given. */
  readonly power?: number
  /** How many steps the value stays at `initial` before it moves. */
  readonly begin?: number
}

/**
 * Goes from one value to another along a power of the way that is left.
 *
 * `η(t) = final + (initial - final) · (1 - clip(t - begin, 0, steps) / steps)^power`.
 *
 * Throws `ValueError` for values negative or not finite, a power not positive and finite, or steps not whole.
 *
 * Source: numbers equal to `optax.polynomial_schedule`.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const fall = O.polynomial({ initial: 1, steps: 10, power: 2 })
 * Array.from([0, 5, 10, 20], (step) => fall(step)) // => [1, 0.25, 0, 0]
 * ```
 */
export const polynomial = ({ initial, final = 0, steps, power = 1, begin = 0 }: PolynomialOptions): Curve => {
  requireNonNegative('polynomial', 'initial', initial)
  requireNonNegative('polynomial', 'final', final)
  requireSteps('polynomial', 'steps', steps)
  requirePositive('polynomial', 'power', power)
  requireStepsOrNone('polynomial', 'begin', begin)
  return curve((step) => {
    const left = T.sub(1, T.div(T.clip(T.sub(step, begin), 0, steps), steps))
    return T.add(T.mul(T.pow(left, power), initial - final), final)
  })
}
