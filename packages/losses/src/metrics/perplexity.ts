import * as T from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import { softmaxCrossEntropy } from '../losses/softmaxCrossEntropy.ts'
import type { TensorMetric } from '../Metric.ts'
import { additive, countOf, none, type Double, total } from './counting.ts'
import type { LossSum } from './meanLoss.ts'

/** The settings of `perplexity`. */
export interface PerplexityOptions {
  /** Labels that are not counted: padding, say. */
  readonly ignoreLabel?: number
}

/**
 * Among how many equally likely words a language model chooses, as it were.
 *
 * `exp(Σ -log softmax(logits)_y / count)`, computed in float64. Logits are `[…, C]`, labels int32 `[…]` or distributions. It is not a
 * mean of the perplexities of batches, which would depend on how they are cut.
 *
 * Throws `ValueError` for a label that is not one of the classes (inside a trace it makes the sum `NaN`), `ShapeError` for
 * labels that do not fit.
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
export const perplexity = ({ ignoreLabel }: PerplexityOptions = {}): TensorMetric<LossSum, Double> =>
  additive({
    name: 'perplexity',
    init: { sum: none([]), count: none([]) },
    ofBatch: (output, target) => {
      const logits = T.cast(output, 'float64') as Tensor<Shape, 'float64'>
      const losses = softmaxCrossEntropy(logits, target, {
        reduction: 'none',
        ...(ignoreLabel === undefined ? {} : { ignoreLabel }),
      })
      const count = ignoreLabel === undefined ? countOf(losses) : total(T.notEqual(target, ignoreLabel))
      return { sum: total(losses), count }
    },
    compute: ({ sum, count }) => T.exp(T.div(sum, count)),
  })
