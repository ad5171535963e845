import { type EmptyState, type GradientTransformation, stateless } from '../GradientTransformation.ts'

/**
 * Leaves updates as they are: the unit of `chain`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = O.identity.update({ w: T.tensor([4, 8]) }, O.identity.init(params), params)
 * T.toNested(updates.w) // => [4, 8]
 * ```
 */
export const identity: GradientTransformation<EmptyState> = /* @__PURE__ */ stateless((updates) => updates)
