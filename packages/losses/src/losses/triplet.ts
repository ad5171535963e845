import * as T from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import {
  reduce,
  requirePositive,
  requireRows,
  requireSameShape,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type Rows,
  type SameShape,
} from '../Objective.ts'

/** The settings of `triplet`. */
export interface TripletOptions<R extends Reduction = Reduction> extends ReductionOptions<R> {
  /** By how much the stranger should be farther away; 1 unless given. */
  readonly margin?: number
}

// Keeps the slope finite, and 0, where two embeddings are one.
const epsilon = 1e-6

const apart = (a: AnyTensor, b: AnyTensor): AnyTensor =>
  T.sqrt(T.add(T.sum(T.square(T.sub(a, b)), { axis: -1 }), epsilon))

/**
 * Triplet loss: for embeddings in which what belongs together lies closer together than what does not.
 *
 * `max(0, d(anchor, positive) - d(anchor, negative) + margin)` for each row, `d(a, b) = √(‖a - b‖² + 10⁻⁶)` along the last axis,
 * averaged over the rows. Embeddings that are all one lose `margin`.
 *
 * Throws `ShapeError` when the shapes differ, there is no axis or the batch is empty, `ValueError` unless `margin` is
 * positive and finite.
 *
 * Source: Schroff, Kalenichenko and Philbin, "FaceNet", 2015, with the distances not squared; numbers equal to
 * `optax.losses.triplet_margin_loss`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const anchor = T.tensor([[0, 0]])
 * T.item(Loss.triplet(anchor, T.tensor([[3, 4]]), T.tensor([[0, 2]]))).toFixed(3) // => '4.000'
 * ```
 */
export const triplet = <
  S extends Shape,
  D extends FloatDType,
  U extends Shape,
  V extends Shape,
  R extends Reduction = 'mean',
>(
  anchor: Tensor<S, D>,
  positive: Tensor<U, D> & SameShape<'triplet', S, U>,
  negative: Tensor<V, D> & SameShape<'triplet', S, V>,
  { margin = 1, reduction }: TripletOptions<R> = {},
): Reduced<R, Rows<S>, D> => {
  requirePositive('triplet', 'margin', margin)
  requireRows('triplet', anchor)
  requireSameShape('triplet', anchor, positive)
  requireSameShape('triplet', anchor, negative)
  const difference = T.sub(apart(anchor, positive), apart(anchor, negative))
  return reduce(T.relu(T.add(difference, margin)), reduction)
}
