import * as T from '@gradus/tensor'
import { Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { Constraint } from '../Constraint.ts'
import { isWeight, requireMatch, type Select } from '../select.ts'

/** The settings of `maxNorm`. */
export interface MaxNormOptions {
  /** Which parameters are constrained, by path; weights (`isWeight`) unless given. */
  readonly select?: Select
}

/**
 * The axes that a unit sums over: rows of a dense kernel `[in, out]`, all but the first of `[out, in,
 * ...window]`.
 */
const incomingAxes = ({ shape }: AnyTensor): readonly number[] =>
  shape.length <= 2 ? [0] : shape.slice(1).map((_, i) => i + 1)

const project = (w: AnyTensor, limit: number): AnyTensor => {
  if (w.shape.length === 0) return T.clip(w, -limit, limit)
  const norm = T.sqrt(T.sum(T.square(w) as AnyTensor, { axis: incomingAxes(w), keepDims: true }) as AnyTensor)
  return T.mul(w, T.div(limit, T.maximum(norm as AnyTensor, limit)) as AnyTensor)
}

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
export const maxNorm = (limit: number, { select = isWeight }: MaxNormOptions = {}): Constraint => {
  if (!(limit > 0 && Number.isFinite(limit)))
    throw new ValueError('maxNorm', `the limit must be positive and finite, got ${limit}.`)
  return (params) => {
    requireMatch('maxNorm', select, params)
    return Tree.map((w, path) => (select(path) ? project(w, limit) : w))(params)
  }
}
