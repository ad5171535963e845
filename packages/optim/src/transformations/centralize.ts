import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { type EmptyState, type GradientTransformation, stateless } from '../GradientTransformation.ts'

const centred = (u: AnyTensor): AnyTensor =>
  u.shape.length < 2 || T.sizeOf(u.shape) === 0
    ? u
    : T.sub(u, T.mean(u, { axis: u.shape.slice(0, -1).map((_, i) => i), keepDims: true }))

/**
 * Takes the mean off the updates of the weights into each unit; vectors and scalars stay.
 *
 * `u ← u - mean(u)` over all axes but the last, which is that of units in kernels `[in, out]` and of channels in
 * convolutions.
 *
 * Source: Yong et al., "Gradient Centralization: A New Optimization Technique for Deep Neural Networks", 2020,
 * equation 1. `optax.centralize` takes the first axis for that of units; numbers equal to it on transposed kernels.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const centre = O.centralize()
 * const params = { kernel: T.zeros([2, 2]) }
 * const [updates] = centre.update({ kernel: T.tensor([[1, 10], [3, 20]]) }, centre.init(params), params)
 * T.toNested(updates.kernel) // => [[-1, -5], [1, 5]]
 * ```
 */
export const centralize = (): GradientTransformation<EmptyState> =>
  stateless((updates) => Tree.map(centred)(updates))
