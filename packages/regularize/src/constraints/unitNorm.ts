import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { Constraint } from '../Constraint.ts'
import { groupNorms } from '../groups.ts'
import { mapSelected, type SelectOptions } from '../select.ts'

const normalize = (w: AnyTensor): AnyTensor => {
  const norms = groupNorms(w, 'units')
  return T.div(w, T.where(T.equal(norms, 0), 1, norms))
}

/**
 * Brings the incoming weights of each unit to length 1.
 *
 * `w ← w / ‖w‖`, for the vector `w` of weights into one unit: a column of a dense kernel `[in, out]`, a filter of a
 * convolution kernel `[out, in, ...window]`. Weights that are all zero have no direction, and stay as they are.
 *
 * Throws `ValueError` when `select` matches nothing.
 *
 * Source: Salimans and Kingma, "Weight Normalization", 2016, for what the length of a unit's weights does; as a
 * projection, Keras's `UnitNorm`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const params = { kernel: T.tensor([[6, 0], [8, 0.5]]) }
 * T.toNested(T.mul(R.unitNorm()(params).kernel, 5)) // => [[3, 0], [4, 5]]
 * ```
 */
export const unitNorm = (options: SelectOptions = {}): Constraint =>
  mapSelected('unitNorm', options, normalize)
