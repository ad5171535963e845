import * as T from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import { softmaxCrossEntropy } from '../losses/softmaxCrossEntropy.ts'
import type { TensorMetric } from '../Metric.ts'
import type { Double } from './counting.ts'
import { type LossSum, meanLoss } from './meanLoss.ts'

const inDoubles = (
  output: AnyTensor,
  target: AnyTensor,
  options: { readonly reduction: 'none' },
): AnyTensor => softmaxCrossEntropy(T.cast(output, 'float64') as Tensor<Shape, 'float64'>, target, options)

/**
 * The mean surprise at the labels, in nats: `softmaxCrossEntropy` over all batches, computed in float64.
 *
 * `Σ -log softmax(logits)_y / count`. Logits are `[B, C]`, labels int32 `[B]` or distributions `[B, C]`.
 *
 * Throws `ValueError` for a label that is not one of the classes (inside a trace it makes the sum `NaN`), `ShapeError` for
 * labels that do not fit.
 *
 * Source: numbers equal to scikit-learn's `log_loss` of the probabilities.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const labels = T.tensor([0, 1], { dtype: 'int32' })
 * Loss.measure(Loss.logLoss)(T.zeros([2, 2]), labels).toFixed(6) // => '0.693147'
 * ```
 */
export const logLoss: TensorMetric<LossSum, Double> = /* @__PURE__ */ (() => ({
  ...meanLoss(inDoubles),
  name: 'logLoss',
}))()
