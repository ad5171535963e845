import * as T from '@gradus/tensor'
import { requireNonNegative, requirePositive, requireSteps } from '../checks.ts'
import { type Curve, curve } from '../Schedule.ts'

/** The settings of `cyclic`. */
export interface CyclicOptions {
  /** The lowest value, where each cycle begins. */
  readonly min: number
  /** The highest value of the first cycle. */
  readonly max: number
  /** How many steps the way up takes; the way down takes as many. */
  readonly steps: number
  /** The height of each cycle, as a multiple of the one before; 1 unless given, 0.5 for `triangular2`. */
  readonly decay?: number
}

/**
 * Goes up and down in straight lines.
 *
 * `η(t) = min + (max - min) · decayⁱ · (1 - |s / steps - 1|)`, `s` the steps since cycle `i` began.
 *
 * Throws `ValueError` for values negative or not finite, a decay that is not positive, or steps not whole.
 *
 * Source: Smith, "Cyclical Learning Rates for Training Neural Networks", 2017; numbers equal to
 * `torch.optim.lr_scheduler.CyclicLR`, modes `triangular` and `triangular2`.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const waves = O.cyclic({ min: 0, max: 1, steps: 4, decay: 0.5 })
 * Array.from([0, 2, 4, 8, 12], (step) => waves(step)) // => [0, 0.5, 1, 0, 0.5]
 * ```
 */
export const cyclic = ({ min, max, steps, decay = 1 }: CyclicOptions): Curve => {
  requireNonNegative('cyclic', 'min', min)
  requireNonNegative('cyclic', 'max', max)
  requireSteps('cyclic', 'steps', steps)
  requirePositive('cyclic', 'decay', decay)
  return curve((step) => {
    const height = T.sub(1, T.abs(T.sub(T.div(T.mod(step, 2 * steps), steps), 1)))
    const scale = T.pow(decay, T.floor(T.div(step, 2 * steps)))
    return T.add(T.mul(T.mul(height, scale), max - min), min)
  })
}
