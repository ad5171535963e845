import * as T from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { distance } from '../distance.ts'
import {
  elementwise,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type SameShape,
} from '../Objective.ts'

const formula = (y: AnyTensor, t: AnyTensor): AnyTensor => {
  const size = distance(y, t)
  return T.sub(T.add(size, T.softplus(T.mul(size, -2))), Math.LN2)
}

/**
 * Logarithm of the hyperbolic cosine: like half the squared error near 0, like the absolute error far out,
 * smooth between.
 *
 * `log(cosh(e))`, `e = output - target`, computed as `|e| + softplus(-2|e|) - ln 2`, which stays finite.
 *
 * Throws `ShapeError` when the shapes differ or the batch is empty.
 *
 * Source: numbers equal to `optax.log_cosh`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * T.item(Loss.logCosh(T.tensor([1000]), T.tensor([0]))).toFixed(3) // => '999.307'
 * ```
 */
export const logCosh = <S extends Shape, D extends FloatDType, U extends Shape, R extends Reduction = 'mean'>(
  output: Tensor<S, D>,
  target: Tensor<U, DType> & SameShape<'logCosh', S, U>,
  { reduction }: ReductionOptions<R> = {},
): Reduced<R, S, D> => elementwise('logCosh', formula, output, target, reduction)
