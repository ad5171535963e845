import * as T from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import { softmaxCrossEntropy } from '../losses/softmaxCrossEntropy.ts'
import { type Metric, metric } from '../Metric.ts'
import type { LossSum } from './meanLoss.ts'

/** The settings of `perplexity`. */
export interface PerplexityOptions {
  /** Labels that are not counted: padding, say. */
  readonly ignoreLabel?: number
}

const countOf = (labels: AnyTensor, rows: number, ignored: number | undefined): number =>
  ignored === undefined ? rows : [...T.toTypedArray(labels)].filter((label) => label !== ignored).length

/**
 * Among how many equally likely words a language model chooses, as it were.
 *
 * `exp(Σ -log softmax(logits)_y / count)`, computed in float64. Logits are `[…, C]`, labels int32 `[…]` or distributions. It is not a
 * mean of the perplexities of batches, which would depend on how they are cut.
 *
 * Throws `ValueError` for a label that is not one of the classes, `ShapeError` for labels that do not fit.
 *
 * Source: Jelinek et al., "Perplexity: a Measure of the Difficulty of Speech Recognition Tasks", 1977; numbers equal to the
 * exponential of scikit-learn's `log_loss`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const labels = T.tensor([[3, 0, -1]], { dtype: 'int32' })
 * Loss.measure(Loss.perplexity({ ignoreLabel: -1 }))(T.zeros([1, 3, 8]), labels).toFixed(6) // => '8.000000'
 * ```
 */
export const perplexity = ({ ignoreLabel }: PerplexityOptions = {}): Metric<LossSum, number> =>
  metric({
    name: 'perplexity',
    init: { sum: 0, count: 0 },
    ofBatch: (output, target) => {
      const logits = T.cast(output, 'float64') as Tensor<Shape, 'float64'>
      const losses = softmaxCrossEntropy(logits, target, {
        reduction: 'none',
        ...(ignoreLabel === undefined ? {} : { ignoreLabel }),
      })
      const values: readonly number[] = [...T.toTypedArray(losses)]
      return {
        sum: values.reduce((sum, value) => sum + value, 0),
        count: countOf(target, values.length, ignoreLabel),
      }
    },
    merge: (a, b) => ({ sum: a.sum + b.sum, count: a.count + b.count }),
    compute: ({ sum, count }) => Math.exp(sum / count),
  })
