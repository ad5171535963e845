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
 * Mean absolute error: for regression where large mistakes should not dominate.
 *
 * `|output - target|`, averaged over all elements. Its derivative at 0 is 0.
 *
 * Throws `ShapeError` when the shapes differ or the batch is empty.
 *
 * Source: numbers equal to the mean of `|x - y|` in JAX.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * T.item(Loss.mae(T.tensor([1, 2, 3]), T.tensor([1, 2, 6]))) // => 1
 * ```
 */
export const mae = <S extends Shape, D extends FloatDType, U extends Shape, R extends Reduction = 'mean'>(
  output: Tensor<S, D>,
  target: Tensor<U, DType> & SameShape<'mae', S, U>,
  { reduction }: ReductionOptions<R> = {},
): Reduced<R, S, D> => elementwise('mae', (y, t) => T.abs(T.sub(y, t)), output, target, reduction)
