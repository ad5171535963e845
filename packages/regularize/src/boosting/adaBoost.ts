import * as T from '@gradus/tensor'
import { Rng, ValueError } from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { requireCount } from '../checks.ts'
import { type Members, predictAll, stackMembers } from '../Ensemble.ts'
import { vote } from '../ensemble/vote.ts'
import { samme, type SammeOptions, type SammeState } from './samme.ts'

/** The settings of `adaBoost`. */
export interface AdaBoostOptions<P, X extends AnyTensor> extends SammeOptions {
  /** How many members to train. */
  readonly rounds: number
  /** Trains one member on examples that count as much as their weights say, `[examples]`, which sum to 1. */
  readonly fit: (
    key: Rng.Key,
    x: X,
    labels: Tensor<readonly [number], 'int32'>,
    weights: Tensor<readonly [number]>,
  ) => P
  /** A member's scores of the classes, `[examples, classes]`. */
  readonly predict: (params: P, x: X) => Tensor<Shape, FloatDType>
}

/** A boosted ensemble: its members, and how much each counts. */
export interface Boosted<P> {
  readonly params: Members<P>
  /** The members' weights in the vote, `[rounds]`. */
  readonly alphas: Tensor<readonly [number]>
  /** The members' weighted errors, `[rounds]`. */
  readonly errors: Tensor<readonly [number]>
}

/** AdaBoost over a model: how it is trained, and what it says. */
export interface AdaBoost<P, X extends AnyTensor> {
  readonly fit: (key: Rng.Key, x: X, labels: Tensor<readonly [number], 'int32'>) => Boosted<P>
  readonly predict: (boosted: Boosted<P>, x: X) => Tensor<readonly [number], 'int32'>
}

/** One member and the state after it. */
interface Round<P> {
  readonly params: P
  readonly state: SammeState
}

const requireBetterThanChance = (classes: number, { alpha, error }: SammeState): void => {
  if (!T.isConcrete(alpha) || T.item(alpha) > 0) return
  throw new ValueError(
    'adaBoost',
    `the first member is no better than chance: of ${classes} classes it gets ${T.item(error)} wrong. ` +
      'Train it for longer, or take a larger model.',
  )
}

/**
 * AdaBoost over any model: members trained one after the other, each on the examples that those before get wrong.
 *
 * The rule is `samme`; the m-th member is fitted with `Rng.foldIn(key, m)` to the weights that the one before left, and
 * `predict` is the vote of all, weighted by their `alphas`. Once a member has no error, or is no better than chance, those
 * behind it count 0. A member that cannot take weights can draw examples by them: `Rng.choice(key, n, [n], { p: weights })`.
 *
 * Throws `ValueError` unless `rounds` is a whole number of 1 or more, for what `samme` refuses, and where the first member
 * is no better than chance; inside a trace, where that is not known, all members count 0 then.
 *
 * Source: Zhu, Zou, Rosset and Hastie, "Multi-class AdaBoost", 2009, algorithm 2.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Rng } from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * // A member that says for all examples what most of the weight says.
 * const boosting = R.adaBoost({
 *   rounds: 2,
 *   classes: 2,
 *   fit: (_key, _x: T.Tensor<readonly [3]>, labels, weights) => ({
 *     scores: T.matmul(weights, T.oneHot(labels, 2)),
 *   }),
 *   predict: ({ scores }, x) => T.add(T.zeros([x.shape[0], 2]), scores),
 * })
 * const x = T.tensor([1, 2, 3])
 * const boosted = boosting.fit(Rng.key(0), x, T.tensor([0, 1, 1], { dtype: 'int32' }))
 * T.toNested(boosting.predict(boosted, x)) // => [1, 1, 1]
 * ```
 */
export const adaBoost = <P, X extends AnyTensor>({
  rounds,
  fit,
  predict,
  ...rule
}: AdaBoostOptions<P, X>): AdaBoost<P, X> => {
  requireCount('adaBoost', 'rounds', rounds)
  const { init, update } = samme(rule)
  return {
    fit: (key, x, labels) => {
      const done = Array.from({ length: rounds }).reduce<readonly Round<P>[]>((before, _, m) => {
        const last = before.at(-1)?.state ?? init(x.shape[0] ?? 0)
        const params = fit(Rng.foldIn(key, m), x, labels, last.weights)
        const predicted = T.argMax(predict(params, x), { axis: -1 }) as AnyTensor
        const state = update(last, predicted as Tensor<readonly [number], 'int32'>, labels)
        if (m === 0) requireBetterThanChance(rule.classes, state)
        return [...before, { params, state }]
      }, [])
      return {
        params: stackMembers(done.map(({ params }) => params)),
        alphas: T.stack(done.map(({ state }) => state.alpha)) as Tensor<readonly [number]>,
        errors: T.stack(done.map(({ state }) => state.error)) as Tensor<readonly [number]>,
      }
    },
    predict: ({ params, alphas }, x) =>
      vote(predictAll(predict)(params, x) as never, { weights: alphas }) as Tensor<
        readonly [number],
        'int32'
      >,
  }
}
