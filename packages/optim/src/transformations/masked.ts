import { Tree } from '@gradus/tensor'
import type { GradientTransformation, PartLike, Untyped } from '../GradientTransformation.ts'
import { requireMatch, type Select } from '../select.ts'

/**
 * Does a transformation to the parameters that a predicate on paths selects; the updates of others stay.
 *
 * The state is that of the selected parameters alone, with an empty branch where others would be.
 *
 * Throws `ValueError` from `init`, when `select` matches nothing.
 *
 * Source: after `optax.masked`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const doubled = O.masked(O.scale(2), (path) => path.endsWith('kernel'))
 * const params = { kernel: T.tensor([1]), bias: T.tensor([1]) }
 * const [updates] = doubled.update(params, doubled.init(params), params)
 * T.toNested(updates.kernel) // => [2]
 * T.toNested(updates.bias) // => [1]
 * ```
 */
export const masked = <S>(
  inner: GradientTransformation<S>,
  select: Select,
): GradientTransformation<PartLike<S>> => {
  const some = inner as Untyped
  const parts = Tree.partition((_, path) => select(path))
  const part: Untyped = {
    init: (params) => {
      requireMatch('masked', select, params)
      return some.init(parts(params).selected)
    },
    update: (updates, state, params) => {
      const { selected, rest } = parts(updates)
      const [made, next] = some.update(selected, state, parts(params).selected)
      return [Tree.combine<unknown>(made as never, rest), next]
    },
  }
  return part as GradientTransformation<PartLike<S>>
}
