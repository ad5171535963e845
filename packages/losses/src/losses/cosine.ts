import * as T from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import {
  rowwise,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type Rows,
  type SameShape,
} from '../Objective.ts'

// A row of zeros has no direction: its cosine counts as 0, and the slope stays finite.
const epsilon = 1e-8

const length = (x: AnyTensor): AnyTensor =>
  T.sqrt(T.maximum(T.sum(T.square(x), { axis: -1 }), epsilon * epsilon))

const formula = (y: AnyTensor, t: AnyTensor): AnyTensor =>
  T.sub(1, T.div(T.sum(T.mul(y, t), { axis: -1 }), T.mul(length(y), length(t))))

/**
 * Cosine distance: for directions, whatever their length.
 *
 * `1 - y · t / (‖y‖ ‖t‖)` for each row, along the last axis, averaged over the rows: 0 for the same direction, 1 for right
 * angles, 2 for opposite ones. Lengths count as 10⁻⁸ at least.
 *
 * Throws `ShapeError` when the shapes differ, there is no axis, or the batch is empty.
 *
 * Source: numbers equal to PyTorch's `cosine_embedding_loss` for pairs that belong together.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const options = { reduction: 'none' } as const
 * T.toNested(Loss.cosine(T.tensor([[2, 0], [2, 0]]), T.tensor([[3, 0], [0, 1]]), options)) // => [0, 1]
 * ```
 */
export const cosine = <S extends Shape, D extends FloatDType, U extends Shape, R extends Reduction = 'mean'>(
  output: Tensor<S, D>,
  target: Tensor<U, DType> & SameShape<'cosine', S, U>,
  { reduction }: ReductionOptions<R> = {},
): Reduced<R, Rows<S>, D> => rowwise('cosine', formula, output, target, reduction)
