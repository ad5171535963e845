import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import { requireSteps } from '../checks.ts'
import { type Curve, curve, type Schedule } from '../Schedule.ts'

/** One schedule, and the number of steps until the next one takes over. */
type Piece = readonly [schedule: Schedule, steps: number]

/**
 * One schedule after the other; each begins at its own step 0, and `last` goes on for ever.
 *
 * `η(t) = η₀(t)` for the first `n₀` steps, then `η₁(t - n₀)` for `n₁` steps, and so on.
 *
 * Throws `ValueError` unless there is a piece, and each lasts a whole number of steps, 1 or more.
 *
 * Source: numbers equal to `optax.join_schedules`, whose boundaries are the sums of the steps.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const schedule = O.join([[O.warmup({ peak: 1, steps: 4 }), 4]], O.exponentialDecay({ initial: 1, rate: 0.5, steps: 1 }))
 * Array.from([0, 2, 4, 6], (step) => schedule(step)) // => [0, 0.5, 1, 0.25]
 * ```
 */
export const join = (pieces: readonly Piece[], last: Schedule): Curve => {
  if (pieces.length === 0)
    throw new ValueError('join', 'there must be a piece before the last schedule, got none.')
  pieces.forEach(([, steps], i) => requireSteps('join', `the length of piece ${i}`, steps))
  const starts = pieces.map((_, i) => pieces.slice(0, i).reduce((sum, [, steps]) => sum + steps, 0))
  const end = pieces.reduce((sum, [, steps]) => sum + steps, 0)
  return curve((step) =>
    pieces.reduceRight<T.AnyTensor>(
      (later, [schedule, steps], i) => {
        const start = starts[i] as number
        return T.where(T.less(step, start + steps), schedule(T.sub(step, start)), later)
      },
      T.add(T.zerosLike(step), last(T.sub(step, end))),
    ),
  )
}
