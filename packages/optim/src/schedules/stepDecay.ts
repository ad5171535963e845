import { requireNonNegative, requirePositive, requireSteps } from '../checks.ts'
import type { Curve } from '../Schedule.ts'
import { exponentialDecay } from './exponentialDecay.ts'

/** The settings of `stepDecay`. */
export interface StepDecayOptions {
  /** The value at the start. */
  readonly initial: number
  /** The factor at each stair; 0.1 unless given. */
  readonly rate?: number
  /** How many steps a stair is long. */
  readonly every: number
}

/**
 * Falls in stairs: multiplied by a factor once every so many steps.
 *
 * `η(t) = initial · rate^⌊t / every⌋`.
 *
 * Throws `ValueError` for `initial` negative or not finite, `rate` not positive and finite, or `every` not whole.
 *
 * Source: numbers equal to `torch.optim.lr_scheduler.StepLR`.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const stairs = O.stepDecay({ initial: 1, rate: 0.5, every: 10 })
 * Array.from([0, 9, 10, 25], (step) => stairs(step)) // => [1, 1, 0.5, 0.25]
 * ```
 */
export const stepDecay = ({ initial, rate = 0.1, every }: StepDecayOptions): Curve => {
  requireNonNegative('stepDecay', 'initial', initial)
  requirePositive('stepDecay', 'rate', rate)
  requireSteps('stepDecay', 'every', every)
  return exponentialDecay({ initial, rate, steps: every, staircase: true })
}
