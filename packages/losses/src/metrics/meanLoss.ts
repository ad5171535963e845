import * as T from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import type { TensorMetric } from '../Metric.ts'
import { additive, countOf, none, type Double, total } from './counting.ts'

/** The sum of the losses of all examples, and how many there were. */
export interface LossSum {
  readonly sum: Double
  readonly count: Double
}

/** A loss that can give its values unreduced; those of this package can. */
export type UnreducedLoss = (
  output: Tensor<Shape, FloatDType>,
  target: AnyTensor,
  options: { readonly reduction: 'none' },
) => AnyTensor

/**
 * The mean of a loss over all examples, or elements, of all batches.
 *
 * `Σ loss / count`, summed in float64. A smaller last batch counts for what it is. What the loss throws is thrown; what it
 * makes `NaN` inside a trace makes the sum `NaN`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const loss = Loss.meanLoss(Loss.mse)
 * const first = loss.update(loss.init, T.tensor([1, 2, 3]), T.tensor([1, 2, 3]))
 * const both = loss.update(first, T.tensor([4]), T.tensor([0]))
 *
 * T.item(both.sum) // => 16
 * loss.compute(both) // => 4
 * ```
 */
export const meanLoss = (loss: UnreducedLoss): TensorMetric<LossSum, Double> =>
  additive({
    name: 'meanLoss',
    init: { sum: none([]), count: none([]) },
    ofBatch: (output, target) => {
      const values = loss(output as Tensor<Shape, FloatDType>, target, { reduction: 'none' })
      return { sum: total(values), count: countOf(values) }
    },
    compute: ({ sum, count }) => T.div(sum, count),
  })
