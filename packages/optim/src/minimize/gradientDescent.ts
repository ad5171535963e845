import { requirePositive } from '../checks.ts'
import { descend, steepest } from './descend.ts'
import { backtracking } from './lineSearches/backtracking.ts'
import type { LineSearch } from './lineSearches/LineSearch.ts'
import { addWork, firstIterate, type Iterate, type Minimizer } from './Minimizer.ts'
import { along, length } from './vectors.ts'

/** The settings of `gradientDescent`. */
export interface GradientDescentOptions {
  /** A step of fixed length, in gradients; without it the line search decides. */
  readonly learningRate?: number
  /** How far to go; `backtracking()` unless given. */
  readonly lineSearch?: LineSearch
}

/** The state of `gradientDescent`: where it is, and the step that it took. */
export interface GradientDescentState extends Iterate {
  readonly step: number
}

/**
 * Against the gradient: `x ← x - t·∇f(x)`.
 *
 * With a line search, each first tries twice the step before. With a `learningRate` the step is that, whether the value falls
 * or not; where it would leave what is finite, the method is stuck.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite.
 *
 * Source: Cauchy, "Méthode générale pour la résolution des systèmes d'équations simultanées", 1847.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const bowl = (w: T.Tensor<readonly [2]>) => T.sum(T.mul(T.square(w), T.tensor([1, 10])))
 * const { params, reason } = O.minimize(bowl, T.tensor([3, 1]), O.gradientDescent())
 * reason // => 'gradient'
 * T.toNested(params).map((w) => Math.abs(w) < 1e-4) // => [true, true]
 * ```
 */
export const gradientDescent = ({
  learningRate,
  lineSearch = backtracking(),
}: GradientDescentOptions = {}): Minimizer<GradientDescentState> => {
  if (learningRate !== undefined) requirePositive('gradientDescent', 'the learning rate', learningRate)
  return {
    name: 'gradientDescent',
    init: (objective) => ({ ...firstIterate(objective), step: 0 }),
    update: (objective, state) => {
      if (learningRate === undefined) {
        const way = steepest(state)
        const first = state.step > 0 ? 2 * state.step : way.first
        const { iterate, step } = descend(objective, state, { ...way, first }, lineSearch)
        return { ...iterate, step }
      }
      const there = objective.evaluate(along(state.at, -learningRate, state.gradient))
      const work = addWork(state.work, { evaluations: 1 })
      return Number.isFinite(there.value)
        ? { ...there, work, moved: learningRate * length(state.gradient), stuck: false, step: learningRate }
        : { ...state, work, moved: 0, stuck: true }
    },
  }
}
