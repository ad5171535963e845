import { requireNonNegative, requirePositive, requireSteps } from '../checks.ts'
import type { Curve } from '../Schedule.ts'
import { polynomial } from './polynomial.ts'

/** The settings of `warmup`. */
export interface WarmupOptions {
  /** The value at step 0; 0 unless given. */
  readonly initial?: number
  /** The value after the warm-up and from then on. */
  readonly peak: number
  /** How many steps the way up takes. */
  readonly steps: number
}

/**
 * Rises in a straight line, and stays; `join` continues it.
 *
 * `η(t) = initial + (peak - initial) · min(t, steps) / steps`.
 *
 * Throws `ValueError` for values negative or not finite, a peak of 0, or steps not whole.
 *
 * Source: Goyal et al., "Accurate, Large Minibatch SGD", 2017, section 2.2; numbers equal to
 * `optax.warmup_constant_schedule`.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const rise = O.warmup({ peak: 1, steps: 4 })
 * Array.from([0, 1, 4, 9], (step) => rise(step)) // => [0, 0.25, 1, 1]
 * ```
 */
export const warmup = ({ initial = 0, peak, steps }: WarmupOptions): Curve => {
  requireNonNegative('warmup', 'initial', initial)
  requirePositive('warmup', 'peak', peak)
  requireSteps('warmup', 'steps', steps)
  return polynomial({ initial, final: peak, steps })
}
