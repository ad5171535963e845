import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
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

/** The settings of `softmaxCrossEntropy`. */
export interface SoftmaxCrossEntropyOptions<R extends Reduction = Reduction> extends ClassOptions<R> {
  /** The share of the probability that is spread evenly over all classes, in [0, 1]; 0 unless given. */
  readonly labelSmoothing?: number
}

const fromIndices = (logits: AnyTensor, labels: AnyTensor, smoothing: number): AnyTensor => {
  const likely = pickLabel(logits, labels)
  const expected =
    smoothing === 0
      ? likely
      : T.add(T.mul(likely, 1 - smoothing), T.mul(T.mean(logits, { axis: -1 }), smoothing))
  return T.sub(T.logSumExp(logits, { axis: -1 }), expected)
}

const smoothed = (p: AnyTensor, smoothing: number): AnyTensor =>
  smoothing === 0 ? p : T.add(T.mul(p, 1 - smoothing), smoothing / (p.shape.at(-1) ?? 1))

/**
 * Cross-entropy of a softmax: for classes that exclude each other, from logits.
 *
 * `loss = -Σ_c p_c · log softmax(logits)_c`, averaged over the rows; for an integer label `y`,
 * `logSumExp(logits) - logits_y`. The last axis is that of the classes. `labels` are `int32` without that
 * axis, or distributions of the shape of the logits. With `labelSmoothing: α`, `p ← (1 - α) · p + α /
 * classes`. With `classWeights` each term counts `w_c` times, with `weights` each row as often as its weight says, and a
 * mean divides by what the rows weigh together, `Σ weight · Σ_c p_c w_c`, not by their number. Rows with the
 * `ignoreLabel` lose 0 and weigh nothing; a mean of nothing is `NaN`.
 *
 * A network that knows nothing yet has the loss `ln classes`: see `expectedInitialLoss`.
 *
 * Throws `ValueError` for a label that is not one of the classes, a row of labels that is not a distribution, a smoothing
 * outside [0, 1] or negative weights, `ShapeError` for labels or weights that do not fit or an empty batch. Inside a trace,
 * where labels have no values to refuse, such a row makes the loss and its gradients `NaN`: nothing is learned from it
 * unnoticed.
 *
 * Source: numbers equal to `optax.softmax_cross_entropy` and
 * `optax.softmax_cross_entropy_with_integer_labels`; smoothing: Szegedy et al., "Rethinking the Inception
 * Architecture", 2016, section 7; weights:
 * PyTorch's `cross_entropy` (departure: there a mean over distributions divides by the number of rows).
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const logits = T.tensor([[0, 0], [0, 1000]])
 * const labels = T.tensor([1, 0], { dtype: 'int32' })
 *
 * const each = Loss.softmaxCrossEntropy(logits, labels, { reduction: 'none' })
 * T.toNested(each).map((loss) => loss.toFixed(3)) // => ['0.693', '1000.000']
 * ```
 */
export const softmaxCrossEntropy = <
  S extends Shape,
  D extends FloatDType,
  U extends Shape,
  E extends DType,
  R extends Reduction = 'mean',
>(
  logits: Tensor<S, D>,
  labels: Tensor<U, E> & LabelsFit<'softmaxCrossEntropy', S, U, E>,
  { labelSmoothing = 0, ...options }: SoftmaxCrossEntropyOptions<R> = {},
): Reduced<R, Rows<S>, D> => {
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
    throw new ValueError('softmaxCrossEntropy', `labelSmoothing must be in [0, 1], got ${labelSmoothing}.`)
  return overClasses(
    'softmaxCrossEntropy',
    (given) =>
      areIndices(given.labels) && given.classWeights === undefined
        ? fromIndices(given.scores, given.labels, labelSmoothing)
        : expectedSurprise(
            smoothed(asDistributions(given.scores, given.labels), labelSmoothing),
            T.logSoftmax(given.scores, { axis: -1 }),
            given.classWeights,
          ),
    logits,
    labels,
    options,
  ) as Reduced<R, Rows<S>, D>
}
