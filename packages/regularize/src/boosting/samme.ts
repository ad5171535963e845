import * as T from '@gradus/tensor'
import { ShapeError } from '@gradus/tensor'
import type { AnyTensor, FloatDType, Tensor } from '@gradus/tensor'
import { requireClasses, requireCount, requirePositive } from '../checks.ts'

/** The settings of `samme`. */
export interface SammeOptions {
  /** How many classes there are, 2 or more. */
  readonly classes: number
  /** What the members' weights are multiplied by, 1 unless given: smaller means slower. */
  readonly learningRate?: number
}

/** What boosting remembers from member to member, and what it says of the last one. */
export interface SammeState<D extends FloatDType = 'float32'> {
  /** How much each example counts for the next member, `[examples]`; they sum to 1. */
  readonly weights: Tensor<readonly [number], D>
  /** How much the last member counts in the vote. */
  readonly alpha: Tensor<readonly [], D>
  /** The weighted share of examples that the last member gets wrong. */
  readonly error: Tensor<readonly [], D>
  /** Does boosting go on? Once false it stays so, and members after that count nothing. */
  readonly active: Tensor<readonly [], 'bool'>
}

/** AdaBoost's rule: a reducer over the members' predictions. */
export interface Samme {
  readonly init: <const D extends FloatDType = 'float32'>(
    examples: number,
    options?: { readonly dtype?: D },
  ) => SammeState<D>
  readonly update: <D extends FloatDType>(
    state: SammeState<D>,
    predicted: Tensor<readonly [number], 'int32'>,
    labels: Tensor<readonly [number], 'int32'>,
  ) => SammeState<D>
}

const requireLabels = (weights: AnyTensor, predicted: AnyTensor, labels: AnyTensor): void => {
  const [size] = weights.shape
  if ([predicted, labels].every(({ shape }) => shape.length === 1 && shape[0] === size)) return
  throw new ShapeError(
    'samme',
    `predictions and labels must be [${size}], as the weights are, ` +
      `got [${predicted.shape.join(',')}] and [${labels.shape.join(',')}].`,
  )
}

/** `ln((1 - error) / error) + ln(classes - 1)`, times the learning rate; 1 for a member without error, as it ends all. */
const alphaOf = (error: AnyTensor, classes: number, learningRate: number): AnyTensor => {
  const perfect = T.lessEqual(error, 0)
  const safe = T.where(perfect, 0.5, error)
  const odds = T.sub(T.log(T.sub(1, safe)), T.log(safe))
  return T.where(perfect, 1, T.mul(T.add(odds, Math.log(classes - 1)), learningRate))
}

const reweigh = (weights: AnyTensor, wrong: AnyTensor, alpha: AnyTensor): AnyTensor => {
  const raised = T.mul(weights, T.exp(T.mul(wrong, alpha)))
  return T.div(raised, T.sum(raised))
}

/**
 * The rule of AdaBoost for several classes: which examples count for the next member, and how much the last one counts.
 *
 * With `e = Σ_i w_i [ŷ_i ≠ y_i]`, the weighted error of a member: `α = η (ln((1 - e) / e) + ln(K - 1))`, and `w_i ← w_i
 * exp(α [ŷ_i ≠ y_i])`, scaled to sum to 1. A member without error counts 1, and one that is no better than chance, `e ≥ 1 -
 * 1/K`, counts 0; both end the boosting: `active` is false, the weights stay, and further members count 0.
 *
 * A reducer without control flow: it works in `jit`, `vmap` and `scan`.
 *
 * Throws `ValueError` unless `classes` is a whole number of 2 or more and the learning rate positive and finite,
 * `ShapeError` where predictions or labels are not one for each example.
 *
 * Source: Zhu, Zou, Rosset and Hastie, "Multi-class AdaBoost", 2009, algorithm 2; how it ends is scikit-learn's.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const rule = R.samme({ classes: 2 })
 * const labels = T.tensor([0, 1, 1, 0], { dtype: 'int32' })
 * const predicted = T.tensor([0, 1, 1, 1], { dtype: 'int32' })
 * const { weights, alpha } = rule.update(rule.init(4, { dtype: 'float64' }), predicted, labels)
 * T.item(alpha).toFixed(4) // => '1.0986'
 * T.toNested(weights).map((w) => w.toFixed(2)) // => ['0.17', '0.17', '0.17', '0.50']
 * ```
 */
export const samme = ({ classes, learningRate = 1 }: SammeOptions): Samme => {
  requireClasses('samme', 'classes', classes)
  requirePositive('samme', 'learningRate', learningRate)
  const update = (state: AnyState, predicted: AnyTensor, labels: AnyTensor): AnyState => {
    requireLabels(state.weights, predicted, labels)
    const wrong = T.cast(T.notEqual(predicted, labels), state.weights.dtype)
    const error = T.sum(T.mul(state.weights, wrong))
    const useful = T.logicalAnd(state.active, T.less(error, 1 - 1 / classes))
    const goesOn = T.logicalAnd(useful, T.greater(error, 0))
    const alpha = T.where(useful, alphaOf(error, classes, learningRate), 0)
    const weights = T.where(goesOn, reweigh(state.weights, wrong, alpha), state.weights)
    return { weights, alpha, error, active: goesOn }
  }
  return { init, update: update as unknown as Samme['update'] }
}

/** A state where types do not know its element type. */
type AnyState = Readonly<Record<keyof SammeState, AnyTensor>>

const init: Samme['init'] = <const D extends FloatDType = 'float32'>(
  examples: number,
  { dtype = 'float32' as D }: { readonly dtype?: D } = {},
): SammeState<D> => {
  requireCount('samme', 'the number of examples', examples)
  const zero = T.zeros([], { dtype })
  const weights = T.full([examples], 1 / examples, { dtype })
  return { weights, alpha: zero, error: zero, active: T.tensor(true) } as unknown as SammeState<D>
}
