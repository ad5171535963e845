import type { GradientTransformation } from '../GradientTransformation.ts'
import { chain } from '../transformations/chain.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import type { RmspropOptions } from './rmsprop.ts'
import { scaleByStddev, type ScaleByStddevState } from '../transformations/scaleByStddev.ts'
import { trace, type TraceState } from '../transformations/trace.ts'

/** The state of `centredRmsprop`. */
export type CentredRmspropState = readonly [ScaleByStddevState, ScaleByLearningRateState, TraceState]

/**
 * RMSProp, centred: divided by the standard deviation of recent gradients.
 *
 * `v ← momentum · v + η · u` with the `u` of `scaleByStddev`, `p ← p - v`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as `scaleByStddev` and `trace` do.
 *
 * Source: Graves, "Generating Sequences With Recurrent Neural Networks", 2013, equations 38-40; numbers equal to
 * `optax.rmsprop` with `centered=True`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.centredRmsprop({ learningRate: 0.25, decay: 0.5 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -8]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w).map((w) => w.toFixed(3)) // => ['0.500', '2.500']
 * ```
 */
export const centredRmsprop = ({
  learningRate,
  momentum = 0,
  nesterov = false,
  ...options
}: RmspropOptions): GradientTransformation<CentredRmspropState> =>
  chain(scaleByStddev(options), scaleByLearningRate(learningRate), trace({ decay: momentum, nesterov }))
