import * as T from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { signs, within } from '../domains.ts'
import {
  elementwise,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type SameShape,
} from '../Objective.ts'

const formula = within('hinge', signs, (y, t): AnyTensor => T.relu(T.sub(1, T.mul(y, t))))

/**
 * Hinge loss: for questions of yes or no, content with every answer on the right side of a margin.
 *
 * `max(0, 1 - t · y)`, `y` the output, a score, `t` the target, -1 or 1, averaged over all elements. Scores of 0 lose 1: see
 * `expectedInitialLoss`.
 *
 * Throws `ShapeError` when the shapes differ or the batch is empty, `ValueError` for a target that is neither -1 nor 1; inside
 * a trace such a target makes the loss and the gradients `NaN`.
 *
 * Source: Cortes and Vapnik, "Support-Vector Networks", 1995; numbers equal to `optax.hinge_loss`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const options = { reduction: 'none' } as const
 * T.toNested(Loss.hinge(T.tensor([0.5, 2]), T.tensor([1, -1]), options)) // => [0.5, 3]
 * ```
 */
export const hinge = <S extends Shape, D extends FloatDType, U extends Shape, R extends Reduction = 'mean'>(
  output: Tensor<S, D>,
  target: Tensor<U, DType> & SameShape<'hinge', S, U>,
  { reduction }: ReductionOptions<R> = {},
): Reduced<R, S, D> => elementwise('hinge', formula, output, target, reduction)
