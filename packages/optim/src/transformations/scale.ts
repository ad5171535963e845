import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requireFinite } from '../checks.ts'
import { type EmptyState, type GradientTransformation, stateless } from '../GradientTransformation.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/**
 * Multiplies updates by a number.
 *
 * Throws `ValueError` unless the factor is finite.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const transformation = O.scale(-0.5)
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = transformation.update({ w: T.tensor([4, 8]) }, transformation.init(params), params)
 * T.toNested(updates.w) // => [-2, -4]
 * ```
 */
export const scale = (factor: Hyperparameter): GradientTransformation<EmptyState> => {
  requireFinite('scale', 'factor', factor)
  return stateless((updates) => Tree.map((u) => T.mul(u, factor))(updates))
}
