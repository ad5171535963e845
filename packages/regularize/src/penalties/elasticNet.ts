import * as T from '@gradus/tensor'
import { requireNonNegative } from '../checks.ts'
import { type Penalty, penalty } from '../Penalty.ts'
import type { SelectOptions } from '../select.ts'
import { absoluteCost } from './l1.ts'
import { squaredCost } from './l2.ts'

/** The settings of `elasticNet`. */
export interface ElasticNetOptions extends SelectOptions {
  /** The strength of the sum of absolute weights. */
  readonly l1: number
  /** The strength of the sum of squared weights. */
  readonly l2: number
}

/**
 * Both penalties at once: sparse like `l1`, but groups of weights that do the same job stay together, as with
 * `l2`.
 *
 * `l1 · Σ |w| + l2 · Σ w²` over the selected parameters.
 *
 * Throws `ValueError` for a strength that is negative or not finite, and when `select` matches nothing.
 *
 * Source: Zou and Hastie, "Regularization and Variable Selection via the Elastic Net", 2005, equation 3.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const params = { kernel: T.tensor([3, -4]), bias: T.tensor([100]) }
 * T.item(R.elasticNet({ l1: 0.5, l2: 0.5 })(params)) // => 16
 * ```
 */
export const elasticNet = ({ l1, l2, ...options }: ElasticNetOptions): Penalty => {
  requireNonNegative('elasticNet', 'l1', l1)
  requireNonNegative('elasticNet', 'l2', l2)
  const absolute = absoluteCost(l1)
  const squared = squaredCost(l2)
  return penalty('elasticNet', options, (w) => T.add(absolute(w), squared(w)))
}
