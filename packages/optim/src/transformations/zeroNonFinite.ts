import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import type { GradientTransformation, LeavesLike } from '../GradientTransformation.ts'

/** The state of `zeroNonFinite`: whether each leaf held such an element in the last update. */
export interface ZeroNonFiniteState<F = LeavesLike<Tensor<readonly [], 'bool'>>> {
  readonly found: F
}

/**
 * Sets elements of the updates that are NaN or infinite to 0, and says in the state where there were any.
 *
 * Source: after `optax.zero_nans`, which leaves infinities.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const clean = O.zeroNonFinite()
 * const params = { w: T.tensor([1, 2]), b: T.tensor([1]) }
 * const gradients = { w: T.tensor([NaN, 3]), b: T.tensor([4]) }
 * const [updates, state] = clean.update(gradients, clean.init(params), params)
 * T.toNested(updates.w) // => [0, 3]
 * T.toNested(state.found.w) // => true
 * ```
 */
export const zeroNonFinite = (): GradientTransformation<ZeroNonFiniteState> => ({
  init: (params) => ({ found: Tree.map(() => T.zeros([], { dtype: 'bool' }))(params) as never }),
  update: (updates) => [
    Tree.map((u) => T.where(T.isFinite(u), u, T.zerosLike(u)))(updates),
    { found: Tree.map((u) => T.any(T.logicalNot(T.isFinite(u))))(updates) as never },
  ],
})
