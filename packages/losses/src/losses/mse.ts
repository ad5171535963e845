import * as T from '@gradus/tensor'
import type { DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import {
  elementwise,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type SameShape,
} from '../Objective.ts'

/**
 * Mean squared error: for regression with noise like a Gaussian.
 *
 * `(output - target)²`, averaged over all elements; there is no factor ½.
 *
 * Throws `ShapeError` when the shapes differ or the batch is empty.
 *
 * Source: numbers equal to `optax.squared_error`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * T.item(Loss.mse(T.tensor([1, 2, 3]), T.tensor([1, 2, 6]))) // => 3
 * T.toNested(Loss.mse(T.tensor([1, 2]), T.tensor([1, 4]), { reduction: 'none' })) // => [0, 4]
 * ```
 */
export const mse = <S extends Shape, D extends FloatDType, U extends Shape, R extends Reduction = 'mean'>(
  output: Tensor<S, D>,
  target: Tensor<U, DType> & SameShape<'mse', S, U>,
  { reduction }: ReductionOptions<R> = {},
): Reduced<R, S, D> => elementwise('mse', (y, t) => T.square(T.sub(y, t)), output, target, reduction)
