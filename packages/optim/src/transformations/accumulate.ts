import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requireSteps } from '../checks.ts'
import { choose, zeros } from '../choose.ts'
import { type Count, zeroCount } from '../Count.ts'
import type { GradientTransformation, ParamsLike, Untyped } from '../GradientTransformation.ts'

/** The state of `accumulate`: gradients since the last update, their mean, and the state of `inner`. */
export interface AccumulateState<S, P = ParamsLike> {
  readonly count: Count
  readonly mean: P
  readonly inner: S
}

/**
 * Updates once every so many calls, by the mean of the gradients between: a large batch in small parts.
 *
 * All other updates are 0, and leave the state of `inner`, so that its schedule counts updates, not calls.
 *
 * Throws `ValueError` unless `steps` is a whole number of 1 or more.
 *
 * Source: numbers equal to `optax.MultiSteps`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.accumulate(2, O.sgd({ learningRate: 0.5 }))
 * const params = { w: T.tensor([1]) }
 * const [first, state] = optimizer.update({ w: T.tensor([2]) }, optimizer.init(params), params)
 * const [second] = optimizer.update({ w: T.tensor([4]) }, state, params)
 * T.toNested(first.w) // => [0]
 * T.toNested(second.w) // => [-1.5]
 * ```
 */
export const accumulate = <S>(
  steps: number,
  inner: GradientTransformation<S>,
): GradientTransformation<AccumulateState<S>> => {
  requireSteps('accumulate', 'steps', steps)
  const some = inner as Untyped
  const gathering: Untyped = {
    init: (params) => ({ count: zeroCount(), mean: zeros(params), inner: some.init(params) }),
    update: (updates, state: AccumulateState<never, unknown>, params) => {
      const count = T.add(state.count, 1)
      const mean = Tree.zipWith((g, m) => T.add(m, T.div(T.sub(g, m), T.cast(count, m.dtype))))(
        updates,
        state.mean,
      )
      const full = T.equal(count, steps)
      const [made, next] = some.update(mean, state.inner, params)
      return [
        choose(full, made, zeros(updates)),
        {
          count: T.where(full, zeroCount(), count),
          mean: choose(full, zeros(mean), mean),
          inner: choose<unknown>(full, next, state.inner),
        },
      ]
    },
  }
  return gathering as GradientTransformation<AccumulateState<S>>
}
