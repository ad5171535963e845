import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'

/**
 * The parameters after an update: `params + updates`, leaf by leaf, in the element types of the parameters.
 *
 * Throws when the two trees differ in structure, naming the path, or in shapes.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const params = { w: T.tensor([1, 2]) }
 * T.toNested(O.applyUpdates(params, { w: T.tensor([0.5, -0.5]) }).w) // => [1.5, 1.5]
 * ```
 */
export const applyUpdates = <P>(params: P, updates: P): P =>
  Tree.zipWith((p, u) => T.cast(T.add(p, u), p.dtype))(params, updates)
