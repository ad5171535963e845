import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { marking, probabilities, within } from '../domains.ts'
import { showPosition } from '../indexing.ts'
import {
  elementwise,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type SameShape,
} from '../Objective.ts'

/** The settings of `binaryCrossEntropy`. */
export interface BinaryCrossEntropyOptions<R extends Reduction = Reduction> extends ReductionOptions<R> {
  /** What the outputs are; `logits` unless given. */
  readonly from?: 'logits' | 'probabilities'
}

/** The formula, of which others are made. */
export const crossEntropyOfSigmoid = (x: AnyTensor, p: AnyTensor): AnyTensor =>
  T.add(T.mul(p, T.softplus(T.neg(x))), T.mul(T.sub(1, p), T.softplus(x)))

// As in PyTorch: an answer that was sure and wrong costs 100 and not infinitely much.
const floor = -100

const log = (x: AnyTensor): AnyTensor => T.log(x)
const logOfRest = (x: AnyTensor): AnyTensor => T.log1p(T.neg(x))

/** A logarithm that is nowhere below the floor, and whose slope is 0 where its argument is 0. */
const bounded = (q: AnyTensor, impossible: number, logarithm: typeof log): AnyTensor => {
  const never = T.equal(q, impossible)
  return T.where(never, floor, T.maximum(logarithm(T.where(never, 0.5, q)), floor))
}

const crossEntropyOfProbabilities = (q: AnyTensor, p: AnyTensor): AnyTensor =>
  T.neg(T.add(T.mul(p, bounded(q, 0, log)), T.mul(T.sub(1, p), bounded(q, 1, logOfRest))))

const requireOutputs = (q: AnyTensor): void => {
  if (!T.isConcrete(q)) return
  const values = T.toTypedArray(q)
  const offset = values.findIndex((value) => !probabilities.allows(value))
  if (offset === -1) return
  throw new ValueError(
    'binaryCrossEntropy',
    `output ${values[offset]} at ${showPosition(offset, q.shape)}, probabilities are 0..1. ` +
      "Are these logits? Leave out from: 'probabilities'.",
  )
}

const ofProbabilities = (q: AnyTensor, p: AnyTensor): AnyTensor => {
  requireOutputs(q)
  const allowed = T.isConcrete(q) ? undefined : probabilities.allowed(q)
  return marking(allowed, (given) => crossEntropyOfProbabilities(given, p))(q)
}

const formulas = {
  logits: within('binaryCrossEntropy', probabilities, crossEntropyOfSigmoid),
  probabilities: within('binaryCrossEntropy', probabilities, ofProbabilities),
}

/**
 * Cross-entropy of a sigmoid: for questions of yes or no, any number of them at once, from logits.
 *
 * `-p · log σ(x) - (1 - p) · log(1 - σ(x))`, `x` the logit, `p` the target in [0, 1], averaged over all
 * elements. It is computed as `p · softplus(-x) + (1 - p) · softplus(x)`, which stays finite and exact.
 * Logits of 0 lose `ln 2`: see `expectedInitialLoss`.
 *
 * With `from: 'probabilities'` the outputs are those of a sigmoid already. A sure and wrong answer then costs 100, with a slope
 * of 0: nothing is learned from it, which logits avoid.
 *
 * Throws `ShapeError` when the shapes differ or the batch is empty, `ValueError` for a target outside [0, 1];
 * inside a trace such a target makes the loss and the gradients `NaN`.
 *
 * Source: numbers equal to `optax.sigmoid_binary_cross_entropy`, and to PyTorch's `binary_cross_entropy`.
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
  output: Tensor<S, D>,
  target: Tensor<U, DType> & SameShape<'binaryCrossEntropy', S, U>,
  { from = 'logits', reduction }: BinaryCrossEntropyOptions<R> = {},
): Reduced<R, S, D> => elementwise('binaryCrossEntropy', formulas[from], output, target, reduction)
