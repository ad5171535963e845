import * as T from '@gradus/tensor'
import type { TensorMetric } from '../Metric.ts'
import { additive, countOf, none, type Double, total } from './counting.ts'
import { pair, squaredErrors } from './values.ts'

/** The sum of the squared errors, and how many there were. */
export interface SquaredErrorSum {
  readonly sum: Double
  readonly count: Double
}

/**
 * The root of the mean squared error, in the unit of the target.
 *
 * `√(Σ (output - target)² / count)`, summed in float64.
 *
 * Throws `ShapeError` when output and target differ in shape.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * Loss.measure(Loss.rmse)(T.tensor([1, 2]), T.tensor([4, 5])) // => 3
 * ```
 */
export const rmse: TensorMetric<SquaredErrorSum, Double> = /* @__PURE__ */ (() =>
  additive({
    name: 'rmse',
    init: { sum: none([]), count: none([]) },
    ofBatch: (output, target) => {
      const errors = squaredErrors(pair('rmse', output, target))
      return { sum: total(errors), count: countOf(errors) }
    },
    compute: ({ sum, count }) => T.sqrt(T.div(sum, count)),
  }))()
