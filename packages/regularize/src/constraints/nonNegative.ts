import * as T from '@gradus/tensor'
import type { Constraint } from '../Constraint.ts'
import { mapSelected, type SelectOptions } from '../select.ts'

/**
 * Sets negative weights to zero.
 *
 * `w ← max(w, 0)`.
 *
 * Throws `ValueError` when `select` matches nothing.
 *
 * Source: Chorowski and Zurada, "Learning Understandable Neural Networks With Nonnegative Weight Constraints", 2015.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const params = { kernel: T.tensor([-1, 2]), bias: T.tensor([-3]) }
 * const { kernel, bias } = R.nonNegative()(params)
 * T.toNested(kernel) // => [0, 2]
 * T.toNested(bias) // => [-3]
 * ```
 */
export const nonNegative = (options: SelectOptions = {}): Constraint =>
  mapSelected('nonNegative', options, (w) => T.maximum(w, 0))
