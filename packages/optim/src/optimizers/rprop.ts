import type { EmptyState, GradientTransformation } from '../GradientTransformation.ts'
import { chain } from '../transformations/chain.ts'
import { scale } from '../transformations/scale.ts'
import {
  scaleByRprop,
  type ScaleByRpropOptions,
  type ScaleByRpropState,
} from '../transformations/scaleByRprop.ts'

/** The state of `rprop`. */
export type RpropState = readonly [ScaleByRpropState, EmptyState]

/**
 * Rprop: steps that grow while the gradient keeps its sign and shrink when it turns; for whole batches.
 *
 * `p ← p - size · sign(g)` with the sizes of `scaleByRprop`.
 *
 * Throws `ValueError` as `scaleByRprop` does.
 *
 * Source: Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning: the RPROP
 * algorithm", 1993; numbers equal to `torch.optim.Rprop`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.rprop({ initial: 0.5 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([4, -0.01]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).w) // => [0.5, 2.5]
 * ```
 */
export const rprop = (options: ScaleByRpropOptions): GradientTransformation<RpropState> =>
  chain(scaleByRprop(options), scale(-1))
