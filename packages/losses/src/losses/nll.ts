import * as T from '@gradus/tensor'
import type { DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import {
  asDistributions,
  type ClassOptions,
  expectedSurprise,
  type LabelsFit,
  overClasses,
  pickLabel,
} from '../classification.ts'
import { areIndices } from '../labels.ts'
import type { Reduced, Reduction, Rows } from '../Objective.ts'

/**
 * Negative log likelihood: cross-entropy where the logarithms of the probabilities have been computed already.
 *
 * `loss = -Σ_c p_c · log q_c`, averaged over the rows; for an integer label `y`, `-log q_y`. The last axis is that of the
 * classes. `softmaxCrossEntropy(logits, labels)` is `nll(T.logSoftmax(logits), labels)`; labels, weights and the label to be
 * ignored are as there.
 *
 * Throws `ValueError` for a label that is not one of the classes, a row of labels that is not a distribution or negative
 * weights (inside a trace such a row makes the loss and its gradients `NaN`), `ShapeError` for labels or weights that do not
 * fit or an empty batch.
 *
 * Source: numbers equal to PyTorch's `nll_loss`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const probabilities = T.tensor([[0.5, 0.5], [0.25, 0.75]])
 * const labels = T.tensor([1, 0], { dtype: 'int32' })
 *
 * const each = Loss.nll(T.log(probabilities), labels, { reduction: 'none' })
 * T.toNested(each).map((loss) => loss.toFixed(3)) // => ['0.693', '1.386']
 * ```
 */
export const nll = <
  S extends Shape,
  D extends FloatDType,
  U extends Shape,
  E extends DType,
  R extends Reduction = 'mean',
>(
  logProbabilities: Tensor<S, D>,
  labels: Tensor<U, E> & LabelsFit<'nll', S, U, E>,
  options: ClassOptions<R> = {},
): Reduced<R, Rows<S>, D> =>
  overClasses(
    'nll',
    ({ scores, labels, classWeights }) =>
      areIndices(labels) && classWeights === undefined
        ? T.neg(pickLabel(scores, labels))
        : expectedSurprise(asDistributions(scores, labels), scores, classWeights),
    logProbabilities,
    labels,
    options,
  ) as Reduced<R, Rows<S>, D>
