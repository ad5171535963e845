import type { GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import { chain } from '../transformations/chain.ts'
import { scaleBySm3, type ScaleBySm3Options, type ScaleBySm3State } from '../transformations/scaleBySm3.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `sm3`. */
export interface Sm3Options extends ScaleBySm3Options {
  readonly learningRate: Hyperparameter | Schedule
}

/** The state of `sm3`. */
export type Sm3State = readonly [ScaleBySm3State, ScaleByLearningRateState]

/**
 * SM3: AdaGrad with momentum in little memory.
 *
 * `p ← p - η · u` with the `u` of `scaleBySm3`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as `scaleBySm3` does.
 *
 * Source: Anil et al., "Memory-Efficient Adaptive Optimization", 2019; numbers equal to `optax.sm3`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.sm3({ learningRate: 0.5, b1: 0 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -8]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.500', '2.500']
 * ```
 */
export const sm3 = ({ learningRate, ...options }: Sm3Options): GradientTransformation<Sm3State> =>
  chain(scaleBySm3(options), scaleByLearningRate(learningRate))
