import * as T from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import {
  elementwise,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type SameShape,
} from '../Objective.ts'

/** The settings of `mse`. */
export interface MseOptions<R extends Reduction = Reduction> extends ReductionOptions<R> {
  /** Halves the loss, which makes its gradient the error itself; false unless given. */
  readonly half?: boolean
}

const squared = (y: AnyTensor, t: AnyTensor): AnyTensor => T.square(T.sub(y, t))

const halved = (y: AnyTensor, t: AnyTensor): AnyTensor => T.mul(squared(y, t), 0.5)

/**
 * Mean squared error: for regression with noise like a Gaussian.
 *
 * `(output - target)²`, averaged over all elements; with `half: true`, `½ (output - target)²`.
 *
 * Throws `ShapeError` when the shapes differ or the batch is empty.
 *
 * Source: numbers equal to `optax.squared_error`, halved to `optax.l2_loss`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * T.item(Loss.mse(T.tensor([1, 2, 3]), T.tensor([1, 2, 6]))) // => 3
 * T.toNested(Loss.mse(T.tensor([1, 2]), T.tensor([1, 4]), { reduction: 'none' })) // => [0, 4]
 * T.item(Loss.mse(T.tensor([1]), T.tensor([4]), { half: true })) // => 4.5
 * ```
 */
export const mse = <S extends Shape, D extends FloatDType, U extends Shape, R extends Reduction = 'mean'>(
  output: Tensor<S, D>,
  target: Tensor<U, DType> & SameShape<'mse', S, U>,
  { half = false, reduction }: MseOptions<R> = {},
): Reduced<R, S, D> => elementwise('mse', half ? halved : squared, output, target, reduction)
