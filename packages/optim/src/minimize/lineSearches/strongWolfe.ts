import { requireDecay, requireSteps } from '../../checks.ts'
import {
  fellEnough,
  type Line,
  type LineSearch,
  type Look,
  requireDescent,
  requireWolfe,
  type Search,
} from './LineSearch.ts'

/** The settings of `strongWolfe`. */
export interface StrongWolfeOptions {
  /** The share of the fall that the slope promises; 1e-4 unless given. */
  readonly c1?: number
  /** The share of the slope that may be left; 0.9 unless given. */
  readonly c2?: number
  /** By what share of itself a value may rise for rounding's sake; 1e-15, four roundings in float64, unless given. */
  readonly eps?: number
  /** Looks at most; 40 unless given. */
  readonly maxLooks?: number
}

/** The lowest place between two by the cubic that has their values and slopes; not a number where there is none. */
const cubicMinimum = (a: Look, b: Look): number => {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.step - b.step)
  const d2 = Math.sign(b.step - a.step) * Math.sqrt(d1 * d1 - a.slope * b.slope)
  return b.step - ((b.step - a.step) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2)
}

/** The cubic's minimum, kept off the ends of the interval, where the next interval would hardly be smaller. */
const between = (a: Look, b: Look): number => {
  const [low, high] = a.step < b.step ? [a.step, b.step] : [b.step, a.step]
  const margin = (high - low) / 10
  const guess = cubicMinimum(a, b)
  return guess >= low + margin && guess <= high - margin ? guess : (low + high) / 2
}

/**
 * Finds a step that lowers the value enough and where the slope is nearly flat.
 *
 * `φ(t) ≤ φ(0) + c1·t·φ'(0)` and `|φ'(t)| ≤ c2·|φ'(0)|`. The step grows until such a place is bracketed; the bracket
 * is closed in by cubic interpolation. Values that are not finite are too high.
 *
 * Throws `ValueError` unless `0 < c1 < c2 < 1`, and when called on a line that does not go down.
 *
 * Source: Nocedal and Wright, "Numerical Optimization", 2006, algorithms 3.5 and 3.6.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const look = (step: number) => ({ step, value: (step - 1) ** 2, slope: 2 * (step - 1) })
 * O.strongWolfe({ c2: 0.1 })({ start: look(0), look }, 8).found?.step // => 1
 * ```
 */
export const strongWolfe = ({
  c1 = 1e-4,
  c2 = 0.9,
  eps = 1e-15,
  maxLooks = 40,
}: StrongWolfeOptions = {}): LineSearch => {
  requireWolfe('strongWolfe', c1, c2)
  requireDecay('strongWolfe', 'eps', eps)
  requireSteps('strongWolfe', 'maxLooks', maxLooks)
  return <L extends Look>({ start, look }: Line<L>, first: number): Search<L> => {
    requireDescent('strongWolfe', start, first)
    // Near a minimum values differ by rounding alone; there the slope tells which place is better.
    const slack = eps * Math.abs(start.value)
    const low = (l: L): boolean => fellEnough(start, l, c1, slack)
    const flat = ({ slope }: Look): boolean => Math.abs(slope) <= -c2 * start.slope
    // best has fallen enough, and is lower than any other place that has; from best, the way to high goes down.
    const zoom = (best: L, high: L, looks: number): Search<L> => {
      // A place that has fallen enough is worth taking, also where rounding hides the flat one.
      if (looks >= maxLooks || Math.abs(high.step - best.step) <= 1e-14 * best.step)
        return { found: best.step > 0 ? best : undefined, looks }
      const there = look(Number.isFinite(high.value) ? between(best, high) : (best.step + high.step) / 2)
      if (!low(there) || there.value >= best.value + slack) return zoom(best, there, looks + 1)
      if (flat(there)) return { found: there, looks: looks + 1 }
      return zoom(there, there.slope * (high.step - best.step) >= 0 ? best : high, looks + 1)
    }
    const grow = (before: L, step: number, looks: number): Search<L> => {
      if (looks >= maxLooks) return { found: before.step > 0 ? before : undefined, looks }
      const there = look(step)
      if (!low(there) || (looks > 0 && there.value >= before.value + slack))
        return zoom(before, there, looks + 1)
      if (flat(there)) return { found: there, looks: looks + 1 }
      return there.slope >= 0 ? zoom(there, before, looks + 1) : grow(there, 2 * step, looks + 1)
    }
    return grow(start, first, 0)
  }
}
