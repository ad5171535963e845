import * as T from '@gradus/tensor'
import { ValueError, type AnyTensor } from '@gradus/tensor'
import { requireNonNegative, requirePositive, requireSteps, requireStepsOrNone } from '../checks.ts'
import { type Curve, curve } from '../Schedule.ts'
import { halfCosine } from './cosineDecay.ts'

/** The settings of `warmupCosine`. */
export interface WarmupCosineOptions {
  /** The highest value, reached after the warm-up. */
  readonly peak: number
  /** How many steps the way up takes. */
  readonly warmupSteps: number
  /** How many steps the whole takes, the warm-up included. */
  readonly totalSteps: number
  /** The value at step 0; 0 unless given. */
  readonly initial?: number
  /** The value at the end and from then on; 0 unless given. */
  readonly final?: number
  /** The cosine is raised to this power; 1 unless given. */
  readonly exponent?: number
}

const line = (step: AnyTensor, from: number, to: number, steps: number): AnyTensor =>
  T.add(T.mul(T.clip(step, 0, steps), (to - from) / steps), from)

/**
 * Rises in a straight line to a peak, then falls along half a cosine.
 *
 * `η(t) = initial + (peak - initial) · t / warmupSteps` before `warmupSteps`; from there `cosineDecay` from
 * `peak` to `final` over the rest of `totalSteps`. With `warmupSteps: 0` it starts at the peak.
 *
 * Throws `ValueError` for a value that is negative or not finite, a `peak` that is not positive, or a warm-up
 * that is not shorter than the whole.
 *
 * Source: Goyal et al., "Accurate, Large Minibatch SGD", 2017, section 2.2 (the warm-up); Loshchilov and
 * Hutter, "SGDR", 2017 (the cosine); numbers equal to `optax.warmup_cosine_decay_schedule`.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const schedule = O.warmupCosine({ peak: 1, warmupSteps: 10, totalSteps: 110 })
 * Array.from([0, 5, 10, 60, 110], (step) => Math.round(100 * schedule(step))) // => [0, 50, 100, 50, 0]
 * ```
 */
export const warmupCosine = ({
  peak,
  warmupSteps,
  totalSteps,
  initial = 0,
  final = 0,
  exponent = 1,
}: WarmupCosineOptions): Curve => {
  requirePositive('warmupCosine', 'peak', peak)
  requireStepsOrNone('warmupCosine', 'warmupSteps', warmupSteps)
  requireSteps('warmupCosine', 'totalSteps', totalSteps)
  requireNonNegative('warmupCosine', 'initial', initial)
  requireNonNegative('warmupCosine', 'final', final)
  requirePositive('warmupCosine', 'exponent', exponent)
  if (warmupSteps >= totalSteps)
    throw new ValueError(
      'warmupCosine',
      `warmupSteps must be less than totalSteps, got ${warmupSteps} of ${totalSteps}.`,
    )
  const fall = { from: peak, to: final, steps: totalSteps - warmupSteps, exponent }
  return curve((step) => {
    const falling = halfCosine(T.sub(step, warmupSteps), fall)
    return warmupSteps === 0
      ? falling
      : T.where(T.less(step, warmupSteps), line(step, initial, peak, warmupSteps), falling)
  })
}
