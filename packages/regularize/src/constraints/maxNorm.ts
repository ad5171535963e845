import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requirePositive } from '../checks.ts'
import type { Constraint } from '../Constraint.ts'
import { groupNorms } from '../groups.ts'
import { mapSelected, type SelectOptions } from '../select.ts'

const shorten = (w: AnyTensor, limit: number): AnyTensor =>
  T.mul(w, T.div(limit, T.maximum(groupNorms(w, 'units'), limit)))

/**
 * Shortens the incoming weights of each unit whose length exceeds a limit.
 *
 * `w ← w · limit / max(‖w‖, limit)`, for the vector `w` of weights into one unit: a column of a dense kernel
 * `[in, out]`, a filter of a convolution kernel `[out, in, ...window]`. Their directions are kept. Use it
 * after `applyUpdates`.
 *
 * Throws `ValueError` unless the limit is positive and finite, and when `select` matches nothing.
 *
 * Source: Srebro and Shraibman, "Rank, Trace-Norm and Max-Norm", 2005; Srivastava et al., "Dropout", 2014,
 * section 5.1.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const params = { kernel: T.tensor([[6, 0.25], [8, 0]]) }
 * T.toNested(R.maxNorm(5)(params).kernel) // => [[3, 0.25], [4, 0]]
 * ```
 */
export const maxNorm = (limit: number, options: SelectOptions = {}): Constraint => {
  requirePositive('maxNorm', 'the limit', limit)
  return mapSelected('maxNorm', options, (w) => shorten(w, limit))
}
