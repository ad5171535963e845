import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requirePositive } from '../checks.ts'
import { type EmptyState, type GradientTransformation, stateless } from '../GradientTransformation.ts'
import { rootMeanSquare } from './clipByRms.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `scaleByParameterRms`. */
export interface ScaleByParameterRmsOptions {
  /** The least that parameters count as; 1e-3 unless given. */
  readonly min?: Hyperparameter
}

/**
 * Multiplies the update of each leaf by the size of the leaf's elements, so that steps are relative.
 *
 * `u ← u · max(min, rms(p))`.
 *
 * Throws `ValueError` unless `min` is positive and finite.
 *
 * Source: Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", 2018, section 8;
 * numbers equal to `optax.scale_by_param_block_rms`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByParameterRms()
 * const params = { w: T.tensor([2, -2, 2, -2]) }
 * const [updates] = scaling.update({ w: T.tensor([1, 1, 0, 0]) }, scaling.init(params), params)
 * T.toNested(updates.w) // => [2, 2, 0, 0]
 * ```
 */
export const scaleByParameterRms = ({
  min = 1e-3,
}: ScaleByParameterRmsOptions = {}): GradientTransformation<EmptyState> => {
  requirePositive('scaleByParameterRms', 'min', min)
  return stateless((updates, params) =>
    Tree.zipWith((u, p) => T.mul(u, T.maximum(rootMeanSquare(p), min)))(updates, params),
  )
}
