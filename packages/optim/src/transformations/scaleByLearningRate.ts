import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor, Operand } from '@gradus/tensor'
import { requirePositive } from '../checks.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation } from '../GradientTransformation.ts'
import { precisionOf } from '../precision.ts'
import type { Schedule } from '../Schedule.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The state of `scaleByLearningRate`: the number of updates made. */
export interface ScaleByLearningRateState {
  readonly count: Count
}

const hint = 'The minus sign of the descent is already in the optimiser.'

/** A schedule as it is, or that of one value. */
export const asSchedule = (learningRate: Hyperparameter | Schedule): Schedule => {
  if (typeof learningRate === 'function') return learningRate
  const rate: Hyperparameter = requirePositive('scaleByLearningRate', 'the learning rate', learningRate, hint)
  return () => rate
}

const times = (u: AnyTensor, factor: Operand): AnyTensor =>
  T.mul(u, typeof factor === 'number' ? factor : T.cast(factor, u.dtype))

/**
 * The last link of an optimiser: goes against the gradient, as far as the learning rate says.
 *
 * `u ← -η(count) · u`. `learningRate` is a number, a scalar tensor, or a schedule that is called with the number of
 * updates made before this one. The state counts in both cases, so that changing a number into a schedule keeps
 * checkpoints valid.
 *
 * Throws `ValueError` for a number that is not positive and finite.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const descent = O.scaleByLearningRate(0.5)
 * const params = { w: T.tensor([1, 2]) }
 * const [updates, state] = descent.update({ w: T.tensor([4, 8]) }, descent.init(params), params)
 *
 * T.toNested(updates.w) // => [-2, -4]
 * T.item(state.count) // => 1
 * ```
 */
export const scaleByLearningRate = (
  learningRate: Hyperparameter | Schedule,
): GradientTransformation<ScaleByLearningRateState> => {
  const schedule = asSchedule(learningRate)
  return {
    init: () => ({ count: zeroCount() }),
    update: (updates, { count }) => {
      const rate = schedule(T.cast(count, precisionOf(Tree.leaves(updates))))
      const factor = typeof rate === 'number' ? -rate : T.neg(rate)
      return [Tree.map((u) => times(u, factor))(updates), { count: increment(count) }]
    },
  }
}
