import { type Metric, metric } from '../Metric.ts'
import { pair, squaredErrors } from './values.ts'

/** The sum of the squared errors, and how many there were. */
export interface SquaredErrorSum {
  readonly sum: number
  readonly count: number
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
export const rmse: Metric<SquaredErrorSum, number> = /* @__PURE__ */ metric({
  name: 'rmse',
  init: { sum: 0, count: 0 },
  ofBatch: (output, target) => {
    const paired = pair('rmse', output, target)
    return { sum: squaredErrors(paired), count: paired.targets.length }
  },
  merge: (a, b) => ({ sum: a.sum + b.sum, count: a.count + b.count }),
  compute: ({ sum, count }) => Math.sqrt(sum / count),
})
