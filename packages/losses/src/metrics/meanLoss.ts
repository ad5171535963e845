import * as T from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { type Metric, metric } from '../Metric.ts'

/** The sum of the losses of all examples, and how many there were. */
export interface LossSum {
  readonly sum: number
  readonly count: number
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
 * `Σ loss / count`, summed in float64. A smaller last batch counts for what it is.
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
 * both // => { sum: 16, count: 4 }
 * loss.compute(both) // => 4
 * ```
 */
export const meanLoss = (loss: UnreducedLoss): Metric<LossSum, number> =>
  metric({
    name: 'meanLoss',
    init: { sum: 0, count: 0 },
    ofBatch: (output, target) => {
      const values: readonly number[] = [
        ...T.toTypedArray(loss(output as Tensor<Shape, FloatDType>, target, { reduction: 'none' })),
      ]
      return { sum: values.reduce((sum, value) => sum + value, 0), count: values.length }
    },
    merge: (a, b) => ({ sum: a.sum + b.sum, count: a.count + b.count }),
    compute: ({ sum, count }) => sum / count,
  })
