import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { showPosition } from '../indexing.ts'
import {
  elementwise,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type SameShape,
} from '../Objective.ts'

const requireProbabilities = (target: AnyTensor): void => {
  if (!T.isConcrete(target)) return
  const values = T.toTypedArray(target)
  const offset = values.findIndex((p) => !(p >= 0 && p <= 1))
  if (offset === -1) return
  throw new ValueError(
    'binaryCrossEntropy',
    `target ${values[offset]} at ${showPosition(offset, target.shape)}, ` +
      'targets are probabilities, 0..1.',
  )
}

const formula = (x: AnyTensor, p: AnyTensor): AnyTensor =>
  T.add(T.mul(p, T.softplus(T.neg(x))), T.mul(T.sub(1, p), T.softplus(x)))

/**
 * Cross-entropy of a sigmoid: for questions of yes or no, any number of them at once, from logits.
 *
 * `-p · log σ(x) - (1 - p) · log(1 - σ(x))`, `x` the logit, `p` the target in [0, 1], averaged over all
 * elements. It is computed as `p · softplus(-x) + (1 - p) · softplus(x)`, which stays finite and exact.
 *
 * Throws `ShapeError` when the shapes differ or the batch is empty, `ValueError` for a target outside [0, 1]
 * (where targets have values: not inside a trace).
 *
 * Source: numbers equal to `optax.sigmoid_binary_cross_entropy`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const each = Loss.binaryCrossEntropy(T.tensor([0, -1000]), T.tensor([1, 1]), { reduction: 'none' })
 * T.toNested(each).map((loss) => loss.toFixed(3)) // => ['0.693', '1000.000']
 * ```
 */
export const binaryCrossEntropy = <
  S extends Shape,
  D extends FloatDType,
  U extends Shape,
  R extends Reduction = 'mean',
>(
  logits: Tensor<S, D>,
  target: Tensor<U, DType> & SameShape<'binaryCrossEntropy', S, U>,
  { reduction }: ReductionOptions<R> = {},
): Reduced<R, S, D> => {
  requireProbabilities(target)
  return elementwise('binaryCrossEntropy', formula, logits, target, reduction)
}
