import * as T from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { marking } from '../domains.ts'
import { allowedRows } from '../labels.ts'
import {
  rowwise,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type Rows,
  type SameShape,
} from '../Objective.ts'

const divergence = (logQ: AnyTensor, p: AnyTensor): AnyTensor => {
  // 0 · log 0 counts as 0, on either side.
  const none = T.equal(p, 0)
  const terms = T.mul(p, T.sub(T.log(T.where(none, 1, p)), logQ))
  return T.sum(T.where(none, 0, terms), { axis: -1 })
}

const formula = (logQ: AnyTensor, p: AnyTensor): AnyTensor =>
  marking(allowedRows('kl', p), (q) => divergence(q, p))(logQ)

/**
 * Kullback-Leibler divergence: what is lost by taking one distribution for another, for distillation and priors.
 *
 * `KL(p ‖ q) = Σ_c p_c · (log p_c - log q_c)` along the last axis, averaged over the rows, from the logarithms of `q`, as
 * `T.logSoftmax(logits)` gives them. `p`, the target, are distributions.
 *
 * Throws `ShapeError` when the shapes differ, there is no axis, or the batch is empty, `ValueError` for a row of targets
 * that is not a distribution; inside a trace such a row makes the loss and the gradients `NaN`.
 *
 * Source: Kullback and Leibler, "On Information and Sufficiency", 1951; numbers equal to `optax.kl_divergence`, the mean to
 * PyTorch's `kl_div` with `reduction="batchmean"`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const logits = T.tensor([[0, 0]])
 * T.item(Loss.kl(T.logSoftmax(logits), T.tensor([[1, 0]]))).toFixed(4) // => '0.6931'
 * T.item(Loss.kl(T.logSoftmax(logits), T.tensor([[0.5, 0.5]]))).toFixed(4) // => '0.0000'
 * ```
 */
export const kl = <S extends Shape, D extends FloatDType, U extends Shape, R extends Reduction = 'mean'>(
  logProbabilities: Tensor<S, D>,
  target: Tensor<U, DType> & SameShape<'kl', S, U>,
  { reduction }: ReductionOptions<R> = {},
): Reduced<R, Rows<S>, D> => rowwise('kl', formula, logProbabilities, target, reduction)
