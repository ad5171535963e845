import * as T from '@gradus/tensor'
import { requireNonNegative } from '../checks.ts'
import { type Curve, curve } from '../Schedule.ts'

/**
 * The same value at every step.
 *
 * Throws `ValueError` for a value that is negative or not finite.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * O.constant(0.5)(1000) // => 0.5
 * ```
 */
export const constant = (value: number): Curve => {
  requireNonNegative('constant', 'value', value)
  return curve((step) => T.add(T.zerosLike(step), value))
}
