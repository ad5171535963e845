import { requireShare, requireSteps } from '../../checks.ts'
import { fellEnough, type LineSearch, requireDescent, type Search } from './LineSearch.ts'

/** The settings of `backtracking`. */
export interface BacktrackingOptions {
  /** The share of the fall that the slope promises, in (0, 1); 1e-4 unless given. */
  readonly c1?: number
  /** What a step that is too long is multiplied by, in (0, 1); 0.5 unless given. */
  readonly shrink?: number
  /** How often; 60 unless given. */
  readonly maxLooks?: number
}

/**
 * Shortens the step until the value has fallen enough (Armijo).
 *
 * The first of `t, shrink·t, shrink²·t, …` with `φ(t) ≤ φ(0) + c1·t·φ'(0)`. Values that are not finite are too high.
 *
 * Throws `ValueError` for constants outside (0, 1), and when called on a line that does not go down.
 *
 * Source: Armijo, "Minimization of functions having Lipschitz continuous first partial derivatives", 1966; Nocedal and
 * Wright, "Numerical Optimization", 2006, algorithm 3.1.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const look = (step: number) => ({ step, value: (step - 1) ** 2, slope: 2 * (step - 1) })
 * O.backtracking()({ start: look(0), look }, 8).found?.step // => 1
 * ```
 */
export const backtracking = ({
  c1 = 1e-4,
  shrink = 0.5,
  maxLooks = 60,
}: BacktrackingOptions = {}): LineSearch => {
  requireShare('backtracking', 'c1', c1)
  requireShare('backtracking', 'shrink', shrink)
  requireSteps('backtracking', 'maxLooks', maxLooks)
  return ({ start, look }, first) => {
    requireDescent('backtracking', start, first)
    const attempt = (step: number, looks: number): Search<typeof start> => {
      if (looks === maxLooks) return { found: undefined, looks }
      const there = look(step)
      return fellEnough(start, there, c1)
        ? { found: there, looks: looks + 1 }
        : attempt(step * shrink, looks + 1)
    }
    return attempt(first, 0)
  }
}
