import { grad } from '@gradus/autograd'
import * as T from '@gradus/tensor'
import { Rng, ShapeError } from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { requireCount, requirePositive } from '../checks.ts'
import { type Members, predictAll, stackMembers } from '../Ensemble.ts'

/** Scores: what the members add up to. */
type Scores = Tensor<Shape, FloatDType>

/** The settings of `gradientBoosting`. */
export interface GradientBoostingOptions<P, X extends AnyTensor, Y extends AnyTensor> {
  /** How many members to train. */
  readonly rounds: number
  /** What each member's prediction is multiplied by. */
  readonly learningRate: number
  /** What the scores cost, summed over the examples: a loss with the reduction `sum`. */
  readonly loss: (scores: Scores, y: Y) => Tensor<readonly [], FloatDType>
  /** Trains one member to predict residuals, which have the shape of the scores; `scores` are those so far. */
  readonly fit: (key: Rng.Key, x: X, residuals: Scores, scores: Scores) => P
  /** What a member adds to the scores, before the learning rate. */
  readonly predict: (params: P, x: X) => Scores
  /** The score of an example before the first member, a number or `[...outputs]`; 0 unless given. */
  readonly initial?: number | Scores
}

/** The members, and how the loss fell. */
export interface GradientBoosted<P> {
  readonly params: Members<P>
  /** The loss before the first member, and after each, `[rounds + 1]`. */
  readonly losses: Tensor<readonly [number], FloatDType>
}

/** Gradient boosting over a model: how it is trained, and what it says. */
export interface GradientBoosting<P, X extends AnyTensor, Y extends AnyTensor> {
  readonly fit: (key: Rng.Key, x: X, y: Y) => GradientBoosted<P>
  /** The scores of all members together, `[examples, ...outputs]`. */
  readonly predict: (boosted: GradientBoosted<P>, x: X) => Scores
  /** The scores after each member, `[rounds, examples, ...outputs]`: where to stop. */
  readonly staged: (boosted: GradientBoosted<P>, x: X) => Scores
}

/** The members so far, and what they add up to. */
interface Sum<P> {
  readonly members: readonly P[]
  readonly scores: AnyTensor
  readonly losses: readonly AnyTensor[]
}

const startOf = (initial: number | AnyTensor, x: AnyTensor): AnyTensor => {
  const score: AnyTensor = typeof initial === 'number' ? T.tensor(initial) : initial
  return T.broadcastTo(score, [x.shape[0] ?? 0, ...score.shape])
}

const requireScores = (scores: AnyTensor, added: AnyTensor): void => {
  if (added.shape.join() === scores.shape.join()) return
  throw new ShapeError(
    'gradientBoosting',
    `a member predicts [${added.shape.join(',')}], the scores are [${scores.shape.join(',')}]. ` +
      'They are [examples, ...] of `initial`.',
  )
}

/**
 * Gradient boosting over any model: each member is fitted to what the loss still asks of the scores.
 *
 * `F₀ = initial`; in round `m` the residuals are `r = -∂ loss / ∂ F` at the scores so far, the member is fitted to them
 * (with `Rng.foldIn(key, m)`), and `F ← F + learningRate · member(x)`. With `Loss.mse`, `half` and the sum, residuals are `y
 * - F`; with `softmaxCrossEntropy`, one-hot labels less probabilities. A good `initial` is the best constant: the mean for
 * squared errors, the logarithms of the classes' shares for cross entropy.
 *
 * A tree of regression replaces the mean residual of a leaf by a Newton step; a `fit` of one's own can, as it is given the
 * scores, too.
 *
 * Throws `ValueError` unless `rounds` is a whole number of 1 or more and the learning rate positive and finite,
 * `ShapeError` where a member's prediction is not shaped like the scores.
 *
 * Source: Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", 2001, algorithm 1, with a fixed step in
 * place of its line search, as in its section 5.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Rng } from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 * import * as R from '@gradus/regularize'
 *
 * // A member that predicts the mean residual for all examples.
 * const boosting = R.gradientBoosting({
 *   rounds: 3,
 *   learningRate: 0.5,
 *   loss: (scores, y: T.Tensor<readonly [2]>) => Loss.mse(scores, y, { half: true, reduction: 'sum' }),
 *   fit: (_key, _x: T.Tensor<readonly [2]>, residuals) => ({ mean: T.mean(residuals) }),
 *   predict: ({ mean }, x) => T.broadcastTo(mean, [x.shape[0]]),
 * })
 * const x = T.tensor([0, 1])
 * const boosted = boosting.fit(Rng.key(0), x, T.tensor([7, 9]))
 * T.toNested(boosting.predict(boosted, x)) // => [7, 7]
 * ```
 */
export const gradientBoosting = <P, X extends AnyTensor, Y extends AnyTensor>({
  rounds,
  learningRate,
  loss,
  fit,
  predict,
  initial = 0,
}: GradientBoostingOptions<P, X, Y>): GradientBoosting<P, X, Y> => {
  requireCount('gradientBoosting', 'rounds', rounds)
  requirePositive('gradientBoosting', 'learningRate', learningRate)
  const round = (key: Rng.Key, x: X, y: Y, { members, scores, losses }: Sum<P>, m: number): Sum<P> => {
    const residuals = T.neg(grad((f: Scores) => loss(f, y))(scores as Scores) as AnyTensor)
    const member = fit(Rng.foldIn(key, m), x, residuals as Scores, scores as Scores)
    const added: AnyTensor = predict(member, x)
    requireScores(scores, added)
    const next: AnyTensor = T.add(scores, T.mul(added, learningRate))
    return { members: [...members, member], scores: next, losses: [...losses, loss(next as Scores, y)] }
  }
  const contributions = ({ params }: GradientBoosted<P>, x: X): AnyTensor =>
    T.mul(predictAll(predict)(params, x) as AnyTensor, learningRate)
  return {
    fit: (key, x, y) => {
      const scores = startOf(initial, x)
      const start: Sum<P> = { members: [], scores, losses: [loss(scores as Scores, y)] }
      const { members, losses } = Array.from({ length: rounds }).reduce<Sum<P>>(
        (sum, _, m) => round(key, x, y, sum, m),
        start,
      )
      return { params: stackMembers(members), losses: T.stack(losses) as never }
    },
    predict: (boosted, x) => T.add(T.sum(contributions(boosted, x), { axis: 0 }), initial) as Scores,
    staged: (boosted, x) => T.add(T.cumSum(contributions(boosted, x), { axis: 0 }), initial) as Scores,
  }
}
