import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requirePositive, requireSteps } from '../checks.ts'
import { choose } from '../choose.ts'
import { type Count, zeroCount } from '../Count.ts'
import type { GradientTransformation, ParamsLike, Untyped } from '../GradientTransformation.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `lookahead`. */
export interface LookaheadOptions {
  /** How many steps of `inner` the slow parameters wait; 6 unless given. */
  readonly steps?: number
  /** How far the slow parameters then go towards the fast ones; 0.5 unless given. */
  readonly slowRate?: Hyperparameter
}

/** The state of `lookahead`: steps since the slow parameters moved, those parameters, and the state of `inner`. */
export interface LookaheadState<S, P = ParamsLike> {
  readonly count: Count
  readonly slow: P
  readonly inner: S
}

/**
 * Lets `inner` run ahead for some steps, then goes part of the way and starts again from there.
 *
 * Every `steps` updates: `slow ← slow + slowRate · (fast - slow)`, `fast ← slow`. The parameters are the fast
 * ones; the slow ones are in the state.
 *
 * Throws `ValueError` unless `steps` is a whole number of 1 or more and `slowRate` positive and finite.
 *
 * Source: Zhang et al., "Lookahead Optimizer: k steps forward, 1 step back", 2019, algorithm 1; numbers equal
 * to `optax.lookahead`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.lookahead(O.sgd({ learningRate: 1 }), { steps: 1, slowRate: 0.5 })
 * const params = { w: T.tensor([1]) }
 * const [updates] = optimizer.update({ w: T.tensor([4]) }, optimizer.init(params), params)
 * T.toNested(updates.w) // => [-2]
 * ```
 */
export const lookahead = <S>(
  inner: GradientTransformation<S>,
  { steps = 6, slowRate = 0.5 }: LookaheadOptions = {},
): GradientTransformation<LookaheadState<S>> => {
  requireSteps('lookahead', 'steps', steps)
  requirePositive('lookahead', 'slowRate', slowRate)
  const some = inner as Untyped
  const ahead: Untyped = {
    init: (params) => ({ count: zeroCount(), slow: params, inner: some.init(params) }),
    update: (updates, state: LookaheadState<never, unknown>, params) => {
      const count = T.add(state.count, 1)
      const full = T.equal(count, steps)
      const [made, next] = some.update(updates, state.inner, params)
      const fast = Tree.zipWith((p, u) => T.add(p, u))(params, made)
      const towards = Tree.zipWith((s, f) => T.add(s, T.mul(T.sub(f, s), slowRate)))(state.slow, fast)
      const back = Tree.zipWith((s, p) => T.sub(s, p))(towards, params)
      return [
        choose(full, back, made),
        {
          count: T.where(full, zeroCount(), count),
          slow: choose(full, towards, state.slow),
          inner: next,
        },
      ]
    },
  }
  return ahead as GradientTransformation<LookaheadState<S>>
}
