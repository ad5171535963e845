import * as T from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { probabilities, within } from '../domains.ts'
import {
  reduce,
  requirePositive,
  requireRows,
  requireSameShape,
  type Reduced,
  type Reduction,
  type ReductionOptions,
  type SameShape,
} from '../Objective.ts'

/** The settings of `dice`. */
export interface DiceOptions<R extends Reduction = Reduction> extends ReductionOptions<R> {
  /** Added above and below, so that nothing found where nothing is costs nothing; 1 unless given. */
  readonly smooth?: number
}

/** The examples of a batch. */
type Examples<S extends Shape> = S extends readonly [infer B extends number, ...Shape] ? readonly [B] : Shape

const perExample = (x: AnyTensor): AnyTensor => {
  const axes = x.shape.slice(1).map((_, i) => i + 1)
  return axes.length === 0 ? x : T.sum(x, { axis: axes })
}

const overlap = within('dice', probabilities, (p, t): AnyTensor => T.mul(p, t))

const formula = (x: AnyTensor, t: AnyTensor, smooth: number): AnyTensor => {
  const p = T.sigmoid(x)
  const both = T.add(T.mul(perExample(overlap(p, t)), 2), smooth)
  return T.sub(1, T.div(both, T.add(T.add(perExample(p), perExample(t)), smooth)))
}

/**
 * Dice loss: how little a found region overlaps with the wanted one, for segmentation where most of a picture is background.
 *
 * `1 - (2 Σ p t + smooth) / (Σ p + Σ t + smooth)`, `p = σ(logits)`, `t` the target in [0, 1], summed over all axes but the first,
 * that of the examples; averaged over the examples.
 *
 * Throws `ShapeError` when the shapes differ, there is no axis or the batch is empty, `ValueError` for a target outside
 * [0, 1] (inside a trace it makes the loss and the gradients `NaN`) or a `smooth` that is not positive.
 *
 * Source: Milletari, Navab and Ahmadi, "V-Net", 2016, section 3, without its squares; numbers equal to
 * `optax.losses.binary_dice_loss`
 * with half the `smooth`, which is added to half of both sums there.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const found = T.tensor([[9, 9, -9, -9]])
 * T.item(Loss.dice(found, T.tensor([[1, 1, 0, 0]]))).toFixed(2) // => '0.00'
 * T.item(Loss.dice(found, T.tensor([[0, 0, 1, 1]]))).toFixed(2) // => '0.80'
 * ```
 */
export const dice = <S extends Shape, D extends FloatDType, U extends Shape, R extends Reduction = 'mean'>(
  logits: Tensor<S, D>,
  target: Tensor<U, DType> & SameShape<'dice', S, U>,
  { smooth = 1, reduction }: DiceOptions<R> = {},
): Reduced<R, Examples<S>, D> => {
  requirePositive('dice', 'smooth', smooth)
  requireRows('dice', logits)
  requireSameShape('dice', logits, target)
  return reduce(formula(logits, T.cast(target as AnyTensor, logits.dtype), smooth), reduction)
}
