import * as T from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { distance } from '../distance.ts'
import {
  elementwise,
  requirePositive,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type SameShape,
} from '../Objective.ts'

/** The settings of `huber`. */
export interface HuberOptions<R extends Reduction = Reduction> extends ReductionOptions<R> {
  /** Where the parabola becomes a line; 1 unless given. */
  readonly delta?: number
}

const formula =
  (delta: number) =>
  (y: AnyTensor, t: AnyTensor): AnyTensor => {
    const size = distance(y, t)
    const inner = T.minimum(size, delta)
    return T.add(T.mul(T.square(inner), 0.5), T.mul(T.sub(size, inner), delta))
  }

/**
 * Huber loss: half the squared error for small mistakes, linear for large ones.
 *
 * `½e²` for `|e| ≤ delta`, else `delta · (|e| - ½ delta)`, with `e = output - target`, averaged over all
 * elements.
 *
 * Throws `ShapeError` when the shapes differ or the batch is empty, `ValueError` unless `delta` is positive
 * and finite.
 *
 * Source: Huber, "Robust Estimation of a Location Parameter", 1964; numbers equal to `optax.huber_loss`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const options = { reduction: 'none' } as const
 * T.toNested(Loss.huber(T.tensor([1, 5]), T.tensor([0, 0]), options)) // => [0.5, 4.5]
 * ```
 */
export const huber = <S extends Shape, D extends FloatDType, U extends Shape, R extends Reduction = 'mean'>(
  output: Tensor<S, D>,
  target: Tensor<U, DType> & SameShape<'huber', S, U>,
  { delta = 1, reduction }: HuberOptions<R> = {},
): Reduced<R, S, D> => {
  requirePositive('huber', 'delta', delta)
  return elementwise('huber', formula(delta), output, target, reduction)
}
