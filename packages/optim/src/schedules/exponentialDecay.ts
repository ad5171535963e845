import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireNonNegative, requirePositive, requireSteps, requireStepsOrNone } from '../checks.ts'
import { type Curve, curve } from '../Schedule.ts'

/** The settings of `exponentialDecay`. */
export interface ExponentialDecayOptions {
  /** The value at the start. */
  readonly initial: number
  /** The factor per `steps` steps; below 1 the value falls. */
  readonly rate: number
  /** How many steps one factor takes. */
  readonly steps: number
  /** Multiply once every `steps` steps, in place of a little at each. */
  readonly staircase?: boolean
  /** How many steps the value stays at `initial` before it moves. */
  readonly begin?: number
  /** Where the value stops. */
  readonly final?: number
}

/**
 * Multiplies by a factor every so many steps.
 *
 * `η(t) = initial · rate^((t - begin) / steps)`, and `initial` before `begin`; with `staircase` the exponent
 * is rounded down; with `final` the value goes no further than that.
 *
 * Throws `ValueError` for `initial` or `final` negative or not finite, a `rate` that is not positive and
 * finite, or steps that are not whole.
 *
 * Source: numbers equal to `optax.exponential_decay`.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const halving = O.exponentialDecay({ initial: 1, rate: 0.5, steps: 10, staircase: true })
 * Array.from([0, 9, 10, 25], (step) => halving(step)) // => [1, 1, 0.5, 0.25]
 * ```
 */
export const exponentialDecay = ({
  initial,
  rate,
  steps,
  staircase = false,
  begin = 0,
  final,
}: ExponentialDecayOptions): Curve => {
  requireNonNegative('exponentialDecay', 'initial', initial)
  requirePositive('exponentialDecay', 'rate', rate)
  requireSteps('exponentialDecay', 'steps', steps)
  requireStepsOrNone('exponentialDecay', 'begin', begin)
  if (final !== undefined) requireNonNegative('exponentialDecay', 'final', final)

  const stop = (value: AnyTensor): AnyTensor =>
    final === undefined ? value : rate < 1 ? T.maximum(value, final) : T.minimum(value, final)

  return curve((step) => {
    const turns = T.div(T.maximum(T.sub(step, begin), 0), steps)
    return stop(T.mul(T.pow(rate, staircase ? T.floor(turns) : turns), initial))
  })
}
