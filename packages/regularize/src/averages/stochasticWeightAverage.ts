import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { requireCount, requireSteps } from '../checks.ts'

/** The settings of `stochasticWeightAverage`. */
export interface StochasticWeightAverageOptions {
  /** After how many steps averaging begins, 0 unless given. */
  readonly start?: number
  /** From then on, how many steps lie between two parameters that are averaged, 1 unless given. */
  readonly every?: number
}

/** What the average remembers: the steps that it has seen, and the average so far. */
export interface StochasticWeightAverageState<P> {
  readonly step: Tensor<readonly [], 'int32'>
  /** Of how many parameters this is the average. */
  readonly count: Tensor<readonly [], 'int32'>
  readonly average: P
}

/** An average with equal weights along a run: a reducer, and what it amounts to. */
export interface StochasticWeightAverage {
  readonly init: <P>(params: P) => StochasticWeightAverageState<P>
  readonly update: <P>(state: StochasticWeightAverageState<P>, params: P) => StochasticWeightAverageState<P>
  readonly value: <P>(state: StochasticWeightAverageState<P>) => P
}

/**
 * Stochastic weight averaging: the mean of the parameters along the last part of a run, at a high or a cyclic rate.
 *
 * After step `start + n · every`, `n = 1, 2, …`, the parameters join: `a ← a + (p - a) / n`. Before the first has joined,
 * the value is the parameters of the last step. It runs in `jit` and `scan`. A model with batch norm needs its statistics
 * re-estimated for the averaged parameters: `reestimateBatchNorm`.
 *
 * Throws `ValueError` unless `start` is a whole number of 0 or more and `every` one of 1 or more.
 *
 * Source: Izmailov, Podoprikhin, Garipov, Vetrov and Wilson, "Averaging Weights Leads to Wider Optima and Better
 * Generalization", 2018, algorithm 1.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const average = R.stochasticWeightAverage({ start: 1, every: 2 })
 * const steps = [100, 50, 4, 3, 8].map((w) => ({ w: T.tensor(w) }))
 * const state = steps.reduce(average.update, average.init({ w: T.tensor(0) }))
 * T.item(average.value(state).w) // => 6
 * ```
 */
export const stochasticWeightAverage = ({
  start = 0,
  every = 1,
}: StochasticWeightAverageOptions = {}): StochasticWeightAverage => {
  requireSteps('stochasticWeightAverage', 'start', start)
  requireCount('stochasticWeightAverage', 'every', every)
  return {
    init: (params) => ({ step: zero, count: zero, average: params }),
    update: (state, params) => {
      const step = T.add(state.step, 1)
      const past = T.sub(step, start)
      const joins = T.logicalAnd(T.greater(past, 0), T.equal(T.mod(past, every), 0))
      const count = T.add(state.count, T.cast(joins, 'int32'))
      const mean = (p: AnyTensor, a: AnyTensor): AnyTensor =>
        T.add(a, T.div(T.sub(p, a), T.cast(T.maximum(count, 1), p.dtype)))
      const average = Tree.zipWith((p, a) => T.where(joins, mean(p, a), T.where(T.equal(count, 0), p, a)))(
        params,
        state.average,
      )
      return { step, count, average }
    },
    value: ({ average }) => average,
  }
}

const zero = T.zeros([], { dtype: 'int32' })
