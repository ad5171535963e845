import * as T from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { pickLabel } from '../classification.ts'
import { marking } from '../domains.ts'
import { allowedLabels, requireIndices, requireLabelShape } from '../labels.ts'
import {
  reduce,
  requirePositive,
  requireRows,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type Rows,
  type SameShape,
} from '../Objective.ts'

/** The settings of `multiclassHinge`. */
export interface MulticlassHingeOptions<R extends Reduction = Reduction> extends ReductionOptions<R> {
  /** By how much the score of the label should beat each other; 1 unless given. */
  readonly margin?: number
}

const formula = (scores: AnyTensor, labels: AnyTensor, margin: number): AnyTensor => {
  const right = T.expandDims(pickLabel(scores, labels), -1)
  const others = T.notEqual(T.expandDims(labels, -1), T.arange(0, scores.shape.at(-1) ?? 0))
  return T.sum(T.where(others, T.relu(T.add(T.sub(scores, right), margin)), 0), { axis: -1 })
}

/**
 * The loss of a multiclass support-vector machine: every wrong class whose score comes within a margin costs.
 *
 * `Σ_{j ≠ y} max(0, s_j - s_y + margin)` for each row of scores `s` with the integer label `y`, averaged over the rows. The last
 * axis is that of the classes. Equal scores lose `classes - 1`: see `expectedInitialLoss`.
 *
 * Throws `ValueError` for a label that is not one of the classes (inside a trace such a row makes the loss and its gradients
 * `NaN`) or a margin that is not positive, `ShapeError` for labels that do not fit or an empty batch, `DTypeError` for
 * labels that are not integers.
 *
 * Source: Weston and Watkins, "Support Vector Machines for Multi-Class Pattern Recognition", 1999, as CS231n teaches it;
 * numbers equal to PyTorch's `multi_margin_loss`, which divides by the number of classes.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const scores = T.tensor([[13, -7, 11]])
 * T.item(Loss.multiclassHinge(scores, T.tensor([0], { dtype: 'int32' }), { margin: 10 })) // => 8
 * ```
 */
export const multiclassHinge = <
  S extends Shape,
  D extends FloatDType,
  U extends Shape,
  E extends DType,
  R extends Reduction = 'mean',
>(
  scores: Tensor<S, D>,
  labels: Tensor<U, E> & SameShape<'multiclassHinge', Rows<S>, U>,
  { margin = 1, reduction }: MulticlassHingeOptions<R> = {},
): Reduced<R, Rows<S>, D> => {
  requirePositive('multiclassHinge', 'margin', margin)
  requireRows('multiclassHinge', scores)
  requireIndices('multiclassHinge', labels)
  requireLabelShape('multiclassHinge', scores, labels)
  const allowed = allowedLabels('multiclassHinge', labels, scores.shape.at(-1) ?? 0)
  return reduce(marking(allowed, (s) => formula(s, labels, margin))(scores), reduction)
}
