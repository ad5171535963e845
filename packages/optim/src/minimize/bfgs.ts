import * as T from '@gradus/tensor'
import { descend, steepest, type Way } from './descend.ts'
import type { LineSearch } from './lineSearches/LineSearch.ts'
import { strongWolfe } from './lineSearches/strongWolfe.ts'
import { firstIterate, type Iterate, type Minimizer } from './Minimizer.ts'
import { type Pair, pairOf } from './pairs.ts'
import { dot, type Matrix, times, type Vector } from './vectors.ts'

/** The settings of `bfgs`. */
export interface BfgsOptions {
  /** How far to go; `strongWolfe()` unless given. */
  readonly lineSearch?: LineSearch
}

/** The state of `bfgs`: where it is, and what stands for the inverse of the second derivatives, once a step was made. */
export interface BfgsState extends Iterate {
  readonly inverse: Matrix | undefined
}

const apply = (a: Matrix, x: Vector): Vector => T.matmul(a, x) as Vector

const outer = (a: Vector, b: Vector): Matrix => T.mul(T.expandDims(a, 1), T.expandDims(b, 0)) as Matrix

/** Before the first update: the size of the curvature along the first step. */
const firstInverse = ({ y, rho }: Pair): Matrix =>
  T.mul(T.eye(y.shape[0], { dtype: y.dtype }), 1 / (rho * dot(y, y))) as Matrix

/** `(I - ρsyᵀ) H (I - ρysᵀ) + ρssᵀ`, multiplied out. */
const updated = (inverse: Matrix, { s, y, rho }: Pair): Matrix => {
  const hy = apply(inverse, y)
  const mixed = outer(hy, s)
  const twice = T.add(mixed, T.transpose(mixed))
  const square = T.mul(outer(s, s), rho * (1 + rho * dot(y, hy)))
  return T.add(T.sub(inverse, T.mul(twice, rho)), square) as Matrix
}

const way = (state: BfgsState): Way =>
  state.inverse === undefined
    ? steepest(state)
    : { direction: times(-1, apply(state.inverse, state.gradient)), first: 1 }

/**
 * BFGS: a Newton step with a matrix in place of the second derivatives' inverse, which each step corrects.
 *
 * `x ← x - t·Hg`, `H ← (I - ρsyᵀ) H (I - ρysᵀ) + ρssᵀ` with `s = x₊ - x`, `y = g₊ - g`, `ρ = 1 / s·y`; `H` begins as `(s·y / y·y)·I`
 * of the first step. A step along which the slope did not rise leaves `H` as it was. Memory for the square of the number of
 * parameters: for many of them take `lbfgs`.
 *
 * Source: Broyden, Fletcher, Goldfarb and Shanno, each 1970; Nocedal and Wright, "Numerical Optimization", 2006, algorithm 6.1 and
 * equation 6.20.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const bowl = (w: T.Tensor<readonly [2]>) => T.sum(T.mul(T.square(w), T.tensor([1, 10])))
 * const { params, reason } = O.minimize(bowl, T.tensor([3, 1]), O.bfgs())
 * reason // => 'gradient'
 * T.toNested(params).map((w) => Math.abs(w) < 1e-4) // => [true, true]
 * ```
 */
export const bfgs = ({ lineSearch = strongWolfe() }: BfgsOptions = {}): Minimizer<BfgsState> => ({
  name: 'bfgs',
  init: (objective) => ({ ...firstIterate(objective), inverse: undefined }),
  update: (objective, state) => {
    const { iterate } = descend(objective, state, way(state), lineSearch)
    if (iterate.stuck) return { ...state, ...iterate }
    const pair = pairOf(state, iterate)
    if (pair === undefined) return { ...iterate, inverse: state.inverse }
    return { ...iterate, inverse: updated(state.inverse ?? firstInverse(pair), pair) }
  },
})
