import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { EmptyState, GradientTransformation } from '../GradientTransformation.ts'
import { requireMatch, type Select } from '../select.ts'

/**
 * Sets the updates of the selected parameters to 0, so that they stay as they are.
 *
 * Put it last: what stands behind it in a chain may move the parameters again, as weight decay does.
 *
 * Throws `ValueError` from `init`, when `select` matches nothing.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.chain(O.sgd({ learningRate: 0.5 }), O.freeze((path) => path.startsWith('body')))
 * const params = { body: T.tensor([1]), head: T.tensor([1]) }
 * const [updates] = optimizer.update({ body: T.tensor([2]), head: T.tensor([2]) }, optimizer.init(params), params)
 * T.toNested(O.applyUpdates(params, updates).body) // => [1]
 * T.toNested(O.applyUpdates(params, updates).head) // => [0]
 * ```
 */
export const freeze = (select: Select): GradientTransformation<EmptyState> => ({
  init: (params) => {
    requireMatch('freeze', select, params)
    return {}
  },
  update: (updates, state) => [Tree.map((u, path) => (select(path) ? T.zerosLike(u) : u))(updates), state],
})
