import { descend, type Descent, steepest, type Way } from './descend.ts'
import type { LineSearch } from './lineSearches/LineSearch.ts'
import { strongWolfe } from './lineSearches/strongWolfe.ts'
import { type Evaluation, firstIterate, type Iterate, type Minimizer } from './Minimizer.ts'
import { along, dot, length, minus, times, type Vector } from './vectors.ts'

/** How much of the last direction is kept. */
export type ConjugateRule = 'fletcherReeves' | 'polakRibiere' | 'hagerZhang'

/** The settings of `conjugateGradient`. */
export interface ConjugateGradientOptions {
  /** How much of the last direction is kept; `'polakRibiere'` unless given. */
  readonly rule?: ConjugateRule
  /** How far to go; `strongWolfe({ c2: 0.1 })` unless given: conjugate directions need lines searched well. */
  readonly lineSearch?: LineSearch
}

/** The state of `conjugateGradient`: where it is, and the last line. */
export interface ConjugateGradientState extends Iterate {
  /** The next direction. */
  readonly direction: Vector
  /** How far along it to look first. */
  readonly first: number
}

type Keep = (before: Evaluation, after: Evaluation, direction: Vector) => number

const rules: Readonly<Record<ConjugateRule, Keep>> = {
  // Where the last two gradients are far from at right angles, it begins anew (Powell): it would creep on otherwise.
  fletcherReeves: (before, after) =>
    Math.abs(dot(after.gradient, before.gradient)) > 0.2 * dot(after.gradient, after.gradient)
      ? 0
      : dot(after.gradient, after.gradient) / dot(before.gradient, before.gradient),
  polakRibiere: (before, after) =>
    Math.max(
      0,
      dot(after.gradient, minus(after.gradient, before.gradient)) / dot(before.gradient, before.gradient),
    ),
  hagerZhang: (before, after, direction) => {
    const y = minus(after.gradient, before.gradient)
    const curvature = dot(direction, y)
    const kept = dot(along(y, (-2 * dot(y, y)) / curvature, direction), after.gradient) / curvature
    return Math.max(kept, -1 / (length(direction) * Math.min(0.01, length(before.gradient))))
  },
}

/** The next direction; against the gradient where rounding, or a poor line, has left one that does not go down. */
const nextWay = (keep: Keep, before: Iterate, { iterate, direction, step, slope }: Descent): Way => {
  const fresh = steepest(iterate)
  const kept = keep(before, iterate, direction)
  const next = Number.isFinite(kept) ? along(times(-1, iterate.gradient), kept, direction) : fresh.direction
  const nextSlope = dot(iterate.gradient, next)
  // The same fall to first order as that of the last line.
  return nextSlope < 0 ? { direction: next, first: (step * slope) / nextSlope } : fresh
}

/**
 * Nonlinear conjugate gradients: each direction keeps some of the one before; memory for three vectors.
 *
 * `d ← -g₊ + β·d` with `y = g₊ - g` and one of
 *
 * - `polakRibiere`: `β = max(0, g₊·y / ‖g‖²)`, which begins anew by itself;
 * - `hagerZhang`: `β = max((y - 2d·‖y‖² / d·y)·g₊ / d·y, -1 / (‖d‖·min(0.01, ‖g‖)))`, which always goes down;
 * - `fletcherReeves`: `β = ‖g₊‖² / ‖g‖²`, and 0 where `|g₊·g| > 0.2·‖g₊‖²` (Powell), without which a poor direction is followed by
 *   many small steps.
 *
 * Source: Fletcher and Reeves, "Function minimization by conjugate gradients", 1964; Polak and Ribière, "Note sur la convergence
 * de méthodes de directions conjuguées", 1969; Gilbert and Nocedal, 1992, for its 0; Powell,
 * "Restart procedures for the conjugate gradient method", 1977; Hager and Zhang, 2005, equations 1.3 to 1.6.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const bowl = (w: T.Tensor<readonly [2]>) => T.sum(T.mul(T.square(w), T.tensor([1, 10])))
 * const { params, reason } = O.minimize(bowl, T.tensor([3, 1]), O.conjugateGradient())
 * reason // => 'gradient'
 * T.toNested(params).map((w) => Math.abs(w) < 1e-4) // => [true, true]
 * ```
 */
export const conjugateGradient = ({
  rule = 'polakRibiere',
  lineSearch = strongWolfe({ c2: 0.1 }),
}: ConjugateGradientOptions = {}): Minimizer<ConjugateGradientState> => ({
  name: 'conjugateGradient',
  init: (objective) => {
    const start = firstIterate(objective)
    return { ...start, ...steepest(start) }
  },
  update: (objective, state) => {
    const descent = descend(objective, state, state, lineSearch)
    if (descent.iterate.stuck) return { ...state, ...descent.iterate }
    return { ...descent.iterate, ...nextWay(rules[rule], state, descent) }
  },
})
