import * as T from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { counts, within } from '../domains.ts'
import {
  elementwise,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type SameShape,
} from '../Objective.ts'

const formula = within('poisson', counts, (x, t): AnyTensor => T.sub(T.exp(x), T.mul(t, x)))

/**
 * Negative log likelihood of a Poisson distribution: for targets that count something.
 *
 * `eˣ - t · x`, `x` the output, the logarithm of the rate, `t` the target, averaged over all elements. The term `ln t!`,
 * which no parameter changes, is left out. Outputs of 0 lose 1: see `expectedInitialLoss`.
 *
 * Throws `ShapeError` when the shapes differ or the batch is empty, `ValueError` for a target below 0; inside a trace such
 * a target makes the loss and the gradients `NaN`.
 *
 * Source: numbers equal to PyTorch's `poisson_nll_loss` with its settings.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * T.item(Loss.poisson(T.tensor([0, 0]), T.tensor([3, 7]))) // => 1
 * ```
 */
export const poisson = <S extends Shape, D extends FloatDType, U extends Shape, R extends Reduction = 'mean'>(
  logRate: Tensor<S, D>,
  target: Tensor<U, DType> & SameShape<'poisson', S, U>,
  { reduction }: ReductionOptions<R> = {},
): Reduced<R, S, D> => elementwise('poisson', formula, logRate, target, reduction)
