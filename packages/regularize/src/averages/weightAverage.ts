import * as T from '@gradus/tensor'
import { Tree, ValueError } from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'

/** The settings of `weightAverage`. */
export interface WeightAverageOptions {
  /** How much of the average is kept from step to step, in [0, 1); it spans about `1 / (1 - decay)` steps. */
  readonly decay: number
}

/**
 * What a weight average remembers: how many parameters it has seen, and their average before its bias is
 * corrected.
 */
export interface WeightAverageState<P> {
  readonly count: Tensor<readonly [], 'int32'>
  readonly average: P
}

/** An average of the parameters along a run: a reducer, and what it amounts to. */
export interface WeightAverage {
  readonly init: <P>(params: P) => WeightAverageState<P>
  readonly update: <P>(state: WeightAverageState<P>, params: P) => WeightAverageState<P>
  readonly value: <P>(state: WeightAverageState<P>) => P
}

/**
 * An exponentially weighted average of the parameters: it often generalises better than the last ones.
 *
 * `a ← decay · a + (1 - decay) · p` at each step; the value is `a / (1 - decay^t)` after `t` steps, which
 * corrects for having started at zero. Before the first step the value is not a number.
 *
 * Throws `ValueError` for a decay outside [0, 1).
 *
 * Source: Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992; the correction
 * is that of Kingma and Ba, "Adam", 2015, section 3.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const average = R.weightAverage({ decay: 0.5 })
 * const steps = [{ w: T.tensor([3]) }, { w: T.tensor([6]) }]
 * const state = steps.reduce(average.update, average.init({ w: T.zeros([1]) }))
 *
 * T.toNested(average.value(state).w) // => [5]
 * ```
 */
export const weightAverage = ({ decay }: WeightAverageOptions): WeightAverage => {
  if (!(decay >= 0 && decay < 1))
    throw new ValueError('weightAverage', `decay must be in [0, 1), got ${decay}.`)
  return {
    init: (params) => ({
      count: T.zeros([], { dtype: 'int32' }),
      average: Tree.map((p) => T.zerosLike(p))(params),
    }),
    update: ({ count, average }, params) => ({
      count: T.add(count, 1),
      average: Tree.zipWith((p, a) => T.add(T.mul(a, decay), T.mul(p, 1 - decay)))(params, average),
    }),
    value: ({ count, average }) =>
      Tree.map((a) => T.div(a, T.sub(1, T.pow(decay, T.cast(count, a.dtype)))))(average),
  }
}
