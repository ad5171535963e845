import type { GradientTransformation } from '../GradientTransformation.ts'
import { scaleByAdam, type ScaleByAdamOptions, type ScaleByAdamState } from './scaleByAdam.ts'

/**
 * Adam's scaling that looks ahead along the average of the gradients: `scaleByAdam` with `nesterov`.
 *
 * `u = (b1 · mu / (1 - b1^(t+1)) + (1 - b1) · g / (1 - b1^t)) / (√nu_hat + eps)`; the symbols are those of
 * `scaleByAdam`.
 *
 * Throws `ValueError` as `scaleByAdam` does.
 *
 * Source: Dozat, "Incorporating Nesterov Momentum into Adam", 2016; numbers equal to `optax.scale_by_adam` with
 * `nesterov`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByNadam({ b1: 0 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = scaling.update({ w: T.tensor([4, -8]) }, scaling.init(params), params)
 * T.toNested(updates.w).map((u) => u.toFixed(3)) // => ['1.000', '-1.000']
 * ```
 */
export const scaleByNadam = (
  options: Omit<ScaleByAdamOptions, 'nesterov'> = {},
): GradientTransformation<ScaleByAdamState> => scaleByAdam({ ...options, nesterov: true })
