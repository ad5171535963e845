import * as T from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import { probabilities, within } from '../domains.ts'
import { crossEntropyOfSigmoid } from './binaryCrossEntropy.ts'
import {
  elementwise,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type SameShape,
} from '../Objective.ts'

/** The settings of `focal`. */
export interface FocalOptions<R extends Reduction = Reduction> extends ReductionOptions<R> {
  /** How strongly what is already answered well is left alone; 2 unless given. 0 is cross-entropy. */
  readonly gamma?: number
  /** The weight of targets of 1, in [0, 1], where those of 0 have `1 - alpha`; both weigh 1 unless given. */
  readonly alpha?: number
}

// Where the chance of being wrong underflows, a power below 1 would have an infinite slope.
const tiny = 1e-37

const missed = (x: AnyTensor, t: AnyTensor, gamma: number): AnyTensor => {
  const chance = T.add(T.mul(t, T.sigmoid(T.neg(x))), T.mul(T.sub(1, t), T.sigmoid(x)))
  return T.pow(T.maximum(chance, tiny), gamma)
}

const formula =
  (gamma: number, alpha: number | undefined) =>
  (x: AnyTensor, t: AnyTensor): AnyTensor => {
    const hard = T.mul(missed(x, t, gamma), crossEntropyOfSigmoid(x, t))
    if (alpha === undefined) return hard
    return T.mul(hard, T.add(T.mul(t, alpha), T.mul(T.sub(1, t), 1 - alpha)))
  }

const requireOptions = (gamma: number, alpha: number | undefined): void => {
  if (!(gamma >= 0 && gamma < Infinity))
    throw new ValueError('focal', `gamma must be 0 or more and finite, got ${gamma}.`)
  if (alpha !== undefined && !(alpha >= 0 && alpha <= 1))
    throw new ValueError('focal', `alpha must be in [0, 1], got ${alpha}.`)
}

/**
 * Focal loss: cross-entropy of a sigmoid that leaves easy examples alone, for rare targets among many.
 *
 * `α_t · (1 - p_t)^γ · -log p_t`, from logits `x`: `p_t` is `σ(x)` for a target of 1 and `1 - σ(x)` for one of 0, averaged
 * over all elements. Logits of 0 lose `2^-γ · ln 2`: see `expectedInitialLoss`.
 *
 * Throws `ShapeError` when the shapes differ or the batch is empty, `ValueError` for a target outside [0, 1] (inside a
 * trace it makes the loss and the gradients `NaN`), for `gamma` below 0, or `alpha` outside [0, 1].
 *
 * Source: Lin et al., "Focal Loss for Dense Object Detection", 2017, equation 5; numbers equal to
 * `optax.sigmoid_focal_loss`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const each = Loss.focal(T.tensor([0, 4]), T.tensor([1, 1]), { reduction: 'none' })
 * T.toNested(each).map((loss) => loss.toFixed(6)) // => ['0.173287', '0.000006']
 * ```
 */
export const focal = <S extends Shape, D extends FloatDType, U extends Shape, R extends Reduction = 'mean'>(
  logits: Tensor<S, D>,
  target: Tensor<U, DType> & SameShape<'focal', S, U>,
  { gamma = 2, alpha, reduction }: FocalOptions<R> = {},
): Reduced<R, S, D> => {
  requireOptions(gamma, alpha)
  return elementwise(
    'focal',
    within('focal', probabilities, formula(gamma, alpha)),
    logits,
    target,
    reduction,
  )
}
