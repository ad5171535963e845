import * as T from '@gradus/tensor'
import { ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { areIndices, requireLabelShape, requireLabelsInRange } from '../labels.ts'
import {
  reduce,
  requireOutput,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type SameShape,
} from '../Objective.ts'

/** The settings of `softmaxCrossEntropy`. */
export interface SoftmaxCrossEntropyOptions<R extends Reduction = Reduction> extends ReductionOptions<R> {
  /** The share of the probability that is spread evenly over all classes, in [0, 1]; 0 unless given. */
  readonly labelSmoothing?: number
}

/** A shape without its last axis, that of the classes. */
type WithoutClasses<S extends Shape> = S extends readonly [...infer Batch extends Shape, number]
  ? Readonly<Batch>
  : Shape

/** `unknown` for labels that fit logits of shape `S`, else the text of the mistake. */
type LabelsFit<S extends Shape, U extends Shape, E extends DType> = [E] extends [FloatDType]
  ? SameShape<'softmaxCrossEntropy', S, U>
  : [E] extends ['int32' | 'uint8']
    ? SameShape<'softmaxCrossEntropy', WithoutClasses<S>, U>
    : unknown

/** The logit of each label. A mask picks it, so that infinite logits of other classes do no harm. */
const pick = (logits: AnyTensor, labels: AnyTensor, classes: number): AnyTensor => {
  const chosen = T.equal(T.expandDims(labels, -1), T.arange(0, classes))
  return T.sum(T.where(chosen, logits, 0), { axis: -1 })
}

const fromIndices = (logits: AnyTensor, labels: AnyTensor, classes: number, smoothing: number): AnyTensor => {
  const likely = pick(logits, labels, classes)
  const expected =
    smoothing === 0
      ? likely
      : T.add(T.mul(likely, 1 - smoothing), T.mul(T.mean(logits, { axis: -1 }), smoothing))
  return T.sub(T.logSumExp(logits, { axis: -1 }), expected)
}

const fromDistributions = (
  logits: AnyTensor,
  labels: AnyTensor,
  classes: number,
  smoothing: number,
): AnyTensor => {
  const wanted = smoothing === 0 ? labels : T.add(T.mul(labels, 1 - smoothing), smoothing / classes)
  // 0 · log 0 counts as 0: a class that is impossible and not wanted costs nothing.
  const terms = T.where(T.equal(wanted, 0), 0, T.mul(wanted, T.logSoftmax(logits, { axis: -1 })))
  return T.neg(T.sum(terms, { axis: -1 }))
}

/**
 * Cross-entropy of a softmax: for classes that exclude each other, from logits.
 *
 * `loss = -Σ_c p_c · log softmax(logits)_c`, averaged over the rows; for an integer label `y`,
 * `logSumExp(logits) - logits_y`. The last axis is that of the classes. `labels` are `int32` without that
 * axis, or distributions of the shape of the logits. With `labelSmoothing: α`, `p ← (1 - α) · p + α /
 * classes`.
 *
 * A network that knows nothing yet has the loss `ln classes`: see `expectedInitialLoss`.
 *
 * Throws `ValueError` for a label that is not one of the classes (where labels have values: not inside a
 * trace) or a smoothing outside [0, 1], `ShapeError` for labels that do not fit or an empty batch.
 *
 * Source: numbers equal to `optax.softmax_cross_entropy` and
 * `optax.softmax_cross_entropy_with_integer_labels`; smoothing: Szegedy et al., "Rethinking the Inception
 * Architecture", 2016, section 7.
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
  labels: Tensor<U, E> & LabelsFit<S, U, E>,
  { labelSmoothing = 0, reduction }: SoftmaxCrossEntropyOptions<R> = {},
): Reduced<R, WithoutClasses<S>, D> => {
  requireOutput('softmaxCrossEntropy', logits)
  const classes = logits.shape.at(-1)
  if (classes === undefined)
    throw new ShapeError('softmaxCrossEntropy', 'the logits need an axis of classes, got a scalar.')
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
    throw new ValueError('softmaxCrossEntropy', `labelSmoothing must be in [0, 1], got ${labelSmoothing}.`)
  requireLabelShape('softmaxCrossEntropy', logits, labels)
  if (!areIndices(labels))
    return reduce(
      fromDistributions(logits, T.cast(labels as AnyTensor, logits.dtype), classes, labelSmoothing),
      reduction,
    )
  requireLabelsInRange('softmaxCrossEntropy', labels, classes)
  return reduce(fromIndices(logits, labels, classes, labelSmoothing), reduction)
}
