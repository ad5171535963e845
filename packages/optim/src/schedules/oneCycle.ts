import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import { requirePositive, requireSteps, requireWithin } from '../checks.ts'
import { type Curve, curve } from '../Schedule.ts'
import { halfCosine } from './cosineDecay.ts'

/** The settings of `oneCycle`. */
export interface OneCycleOptions {
  /** The highest value. */
  readonly peak: number
  /** How many steps the whole takes. */
  readonly totalSteps: number
  /** The share of the steps that the way up takes, in (0, 1); 0.3 unless given. */
  readonly warmupShare?: number
  /** The peak is this many times the first value; 25 unless given. */
  readonly startFactor?: number
  /** The first value is this many times the last; 1e4 unless given. */
  readonly endFactor?: number
}

/**
 * One way up and one way down, along half cosines, to far below the beginning.
 *
 * From `peak / startFactor` to `peak` over the first `⌊warmupShare · totalSteps⌋` steps, then to
 * `peak / (startFactor · endFactor)` at `totalSteps` and from then on.
 *
 * Throws `ValueError` for a peak or factors that are not positive and finite, steps that are not whole, or a
 * warm-up of no step or of all.
 *
 * Source: Smith and Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning
 * Rates", 2018; numbers equal to `optax.cosine_onecycle_schedule`.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const cycle = O.oneCycle({ peak: 1, totalSteps: 100 })
 * Array.from([0, 30, 100], (step) => cycle(step).toPrecision(3)) // => ['0.0400', '1.00', '0.00000400']
 * ```
 */
export const oneCycle = ({
  peak,
  totalSteps,
  warmupShare = 0.3,
  startFactor = 25,
  endFactor = 1e4,
}: OneCycleOptions): Curve => {
  requirePositive('oneCycle', 'peak', peak)
  requireSteps('oneCycle', 'totalSteps', totalSteps)
  requireWithin('oneCycle', 'warmupShare', warmupShare, 0, 1)
  requirePositive('oneCycle', 'startFactor', startFactor)
  requirePositive('oneCycle', 'endFactor', endFactor)
  const up = Math.trunc(warmupShare * totalSteps)
  if (up === 0)
    throw new ValueError(
      'oneCycle',
      `the way up must take a step or more, got a share of ${warmupShare} of ${totalSteps}.`,
    )
  const start = peak / startFactor
  const rise = { from: start, to: peak, steps: up, exponent: 1 }
  const fall = { from: peak, to: start / endFactor, steps: totalSteps - up, exponent: 1 }
  return curve((step) => T.where(T.less(step, up), halfCosine(step, rise), halfCosine(T.sub(step, up), fall)))
}
