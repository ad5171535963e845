import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import { requireStepsOrNone } from '../checks.ts'
import { choose, zeros } from '../choose.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation, Untyped } from '../GradientTransformation.ts'

/** The settings of `applyIfFinite`. */
export interface ApplyIfFiniteOptions {
  /** After so many in a row, gradients are used as they are, so that a broken run fails; never unless given. */
  readonly maxSkipped?: number
}

/** The state of `applyIfFinite`: how many updates were skipped, in a row and in all, and the state of `inner`. */
export interface ApplyIfFiniteState<S> {
  readonly skipped: Count
  readonly total: Count
  readonly lastFinite: Tensor<readonly [], 'bool'>
  readonly inner: S
}

/**
 * Makes no update, and keeps the state of `inner`, when any element of the gradients is NaN or infinite.
 *
 * Throws `ValueError` for a `maxSkipped` that is not a whole number of 0 or more.
 *
 * Source: numbers equal to `optax.apply_if_finite`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const careful = O.applyIfFinite(O.sgd({ learningRate: 0.5 }))
 * const params = { w: T.tensor([1, 2]) }
 * const [updates, state] = careful.update({ w: T.tensor([NaN, 3]) }, careful.init(params), params)
 * T.toNested(updates.w) // => [0, 0]
 * T.item(state.total) // => 1
 * ```
 */
export const applyIfFinite = <S>(
  inner: GradientTransformation<S>,
  { maxSkipped = 2 ** 31 - 1 }: ApplyIfFiniteOptions = {},
): GradientTransformation<ApplyIfFiniteState<S>> => {
  requireStepsOrNone('applyIfFinite', 'maxSkipped', maxSkipped)
  const some = inner as Untyped
  const careful: Untyped = {
    init: (params) => ({
      skipped: zeroCount(),
      total: zeroCount(),
      lastFinite: T.ones([], { dtype: 'bool' }),
      inner: some.init(params),
    }),
    update: (updates, state: ApplyIfFiniteState<never>, params) => {
      const flags = Tree.leaves(updates).map((u) => T.all(T.isFinite(u)))
      const finite = flags.reduce((a, b) => T.logicalAnd(a, b), T.ones([], { dtype: 'bool' }))
      const skipped = T.where(finite, zeroCount(), increment(state.skipped))
      const apply = T.logicalOr(finite, T.greater(skipped, maxSkipped))
      const [made, next] = some.update(updates, state.inner, params)
      const total = T.where(finite, state.total, increment(state.total))
      const now = { skipped, total, lastFinite: finite, inner: choose<unknown>(apply, next, state.inner) }
      return [choose(apply, made, zeros(updates)), now]
    },
  }
  return careful as GradientTransformation<ApplyIfFiniteState<S>>
}
