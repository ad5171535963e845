import { requireSteps } from '../checks.ts'
import { descend, steepest, type Way } from './descend.ts'
import type { LineSearch } from './lineSearches/LineSearch.ts'
import { strongWolfe } from './lineSearches/strongWolfe.ts'
import { firstIterate, type Iterate, type Minimizer } from './Minimizer.ts'
import { type Pair, pairOf } from './pairs.ts'
import { along, dot, times, type Vector } from './vectors.ts'

/** The settings of `lbfgs`. */
export interface LbfgsOptions {
  /** How many of the last steps are remembered; 10 unless given. */
  readonly memory?: number
  /** How far to go; `strongWolfe()` unless given. */
  readonly lineSearch?: LineSearch
}

/** The state of `lbfgs`: where it is, and what it remembers, the latest last. */
export interface LbfgsState extends Iterate {
  readonly pairs: readonly Pair[]
}

/** The gradient times the inverse of the second derivatives, as far as the pairs tell: from the latest to the first, and back. */
const twoLoops = (gradient: Vector, pairs: readonly Pair[]): Vector => {
  const latest = pairs.at(-1)
  if (latest === undefined) return gradient
  const down = pairs.toReversed().reduce<{ readonly q: Vector; readonly shares: readonly number[] }>(
    ({ q, shares }, { s, y, rho }) => {
      const share = rho * dot(s, q)
      return { q: along(q, -share, y), shares: [share, ...shares] }
    },
    { q: gradient, shares: [] },
  )
  const scaled = times(1 / (latest.rho * dot(latest.y, latest.y)), down.q)
  return pairs.reduce((r, { s, y, rho }, i) => along(r, (down.shares[i] ?? 0) - rho * dot(y, r), s), scaled)
}

const way = (state: LbfgsState): Way =>
  state.pairs.length === 0
    ? steepest(state)
    : { direction: times(-1, twoLoops(state.gradient, state.pairs)), first: 1 }

/**
 * L-BFGS: a Newton step with what the last few steps told of the curvature; memory for twice as many vectors.
 *
 * `x ← x - t·Hg`, where `H` follows from the pairs `s = x₊ - x`, `y = g₊ - g` by the BFGS formula, from `(s·y / y·y)·I` of the latest
 * pair. A pair along which the slope did not rise is left out. Where no step lowers the value, it begins anew.
 *
 * Throws `ValueError` unless `memory` is a whole number of 1 or more.
 *
 * Source: Nocedal, "Updating quasi-Newton matrices with limited storage", 1980; Liu and Nocedal, "On the limited memory BFGS method
 * for large scale optimization", 1989, algorithm 2.1.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const bowl = (w: T.Tensor<readonly [2]>) => T.sum(T.mul(T.square(w), T.tensor([1, 10])))
 * const { params, reason } = O.minimize(bowl, T.tensor([3, 1]), O.lbfgs())
 * reason // => 'gradient'
 * T.toNested(params).map((w) => Math.abs(w) < 1e-4) // => [true, true]
 * ```
 */
export const lbfgs = ({
  memory = 10,
  lineSearch = strongWolfe(),
}: LbfgsOptions = {}): Minimizer<LbfgsState> => {
  requireSteps('lbfgs', 'memory', memory)
  return {
    name: 'lbfgs',
    init: (objective) => ({ ...firstIterate(objective), pairs: [] }),
    update: (objective, state) => {
      const { iterate } = descend(objective, state, way(state), lineSearch)
      if (iterate.stuck) return { ...state, ...iterate }
      const pair = pairOf(state, iterate)
      const pairs = pair === undefined ? state.pairs : [...state.pairs, pair].slice(-memory)
      return { ...iterate, pairs }
    },
  }
}
