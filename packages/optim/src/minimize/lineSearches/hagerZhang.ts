import { ValueError } from '@gradus/tensor'
import { requireDecay, requireShare, requireSteps } from '../../checks.ts'
import {
  fellEnough,
  type Line,
  type LineSearch,
  type Look,
  requireDescent,
  requireWolfe,
  type Search,
} from './LineSearch.ts'

/** The settings of `hagerZhang`; the names in the paper are δ, σ, ε, θ, γ and ρ. */
export interface HagerZhangOptions {
  /** The share of the fall that the slope promises (δ), below 1/2; 0.1 unless given. */
  readonly c1?: number
  /** The share of the slope that may be left (σ); 0.9 unless given. */
  readonly c2?: number
  /** By what share of itself a value may rise for rounding's sake (ε); 1e-6 unless given. */
  readonly eps?: number
  /** Where an interval that holds no minimum is cut (θ), in (0, 1); 0.5 unless given. */
  readonly theta?: number
  /** An interval that shrinks less is cut in half (γ), in (0, 1); 0.66 unless given. */
  readonly gamma?: number
  /** What the step grows by until it brackets (ρ), above 1; 5 unless given. */
  readonly grow?: number
  /** Looks at most; 50 unless given. */
  readonly maxLooks?: number
}

/** An interval with a minimum: at `a` the slope goes down and the value is low, at `b` the slope goes up. */
interface Bracket<L extends Look> {
  readonly a: L
  readonly b: L
}

/** A bracket, or a place to end at, with the looks so far. */
interface Progress<L extends Look> {
  readonly bracket: Bracket<L>
  readonly done: L | undefined
  readonly looks: number
}

/** Where the line through two slopes is zero. */
const secant = (a: Look, b: Look): number => (a.step * b.slope - b.step * a.slope) / (b.slope - a.slope)

/**
 * Closes in on a minimum by its slopes, which tell more than values do once those differ by rounding alone.
 *
 * Ends at Wolfe's conditions, `φ(t) ≤ φ(0) + c1·t·φ'(0)` and `φ'(t) ≥ c2·φ'(0)`, or at what they come to near a minimum:
 * `(2·c1 - 1)·φ'(0) ≥ φ'(t) ≥ c2·φ'(0)` and `φ(t) ≤ φ(0) + ε·|φ(0)|`. Values that are not finite are too high.
 *
 * Throws `ValueError` unless `0 < c1 < c2 < 1` and `c1 < 1/2`, and when called on a line that does not go down.
 *
 * Source: Hager and Zhang, "A new conjugate gradient method with guaranteed descent and an efficient line search", 2005,
 * section 4, and "Algorithm 851: CG_DESCENT", 2006.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const look = (step: number) => ({ step, value: (step - 1) ** 2, slope: 2 * (step - 1) })
 * O.hagerZhang()({ start: look(0), look }, 8).found?.step // => 1
 * ```
 */
export const hagerZhang = ({
  c1 = 0.1,
  c2 = 0.9,
  eps = 1e-6,
  theta = 0.5,
  gamma = 0.66,
  grow = 5,
  maxLooks = 50,
}: HagerZhangOptions = {}): LineSearch => {
  requireWolfe('hagerZhang', c1, c2)
  if (c1 >= 0.5) throw new ValueError('hagerZhang', `c1 must be less than 0.5, got ${c1}.`)
  requireShare('hagerZhang', 'theta', theta)
  requireShare('hagerZhang', 'gamma', gamma)
  if (!(grow > 1 && Number.isFinite(grow)))
    throw new ValueError('hagerZhang', `grow must be more than 1, and finite, got ${grow}.`)
  requireDecay('hagerZhang', 'eps', eps)
  requireSteps('hagerZhang', 'maxLooks', maxLooks)
  return <L extends Look>({ start, look }: Line<L>, first: number): Search<L> => {
    requireDescent('hagerZhang', start, first)
    const ceiling = start.value + eps * Math.abs(start.value)
    const low = ({ value }: L): boolean => value <= ceiling
    const done = (l: L): L | undefined => {
      const flat = l.slope >= c2 * start.slope
      const wolfe = fellEnough(start, l, c1) && flat
      const near = low(l) && flat && (2 * c1 - 1) * start.slope >= l.slope
      return l.step > 0 && (wolfe || near) ? l : undefined
    }
    const at = (bracket: Bracket<L>, looks: number, seen: L): Progress<L> => ({
      bracket,
      done: done(seen),
      looks,
    })
    // Cuts an interval whose far end is too high although its slope goes down (U3).
    const cut = ({ a, b }: Bracket<L>, looks: number): Progress<L> => {
      if (looks >= maxLooks || b.step - a.step <= 1e-15 * b.step)
        return { bracket: { a, b }, done: undefined, looks }
      const d = look((1 - theta) * a.step + theta * b.step)
      if (d.slope >= 0 && Number.isFinite(d.value)) return at({ a, b: d }, looks + 1, d)
      const next = low(d) ? { a: d, b } : { a, b: d }
      return done(d) === undefined ? cut(next, looks + 1) : at(next, looks + 1, d)
    }
    // Puts a place into an interval (U0 to U3).
    const update = ({ a, b }: Bracket<L>, step: number, looks: number): Progress<L> => {
      if (!(step > a.step && step < b.step)) return { bracket: { a, b }, done: undefined, looks }
      const c = look(step)
      const progress = c.slope >= 0 ? { a, b: c } : low(c) ? { a: c, b } : undefined
      return progress === undefined ? cut({ a, b: c }, looks + 1) : at(progress, looks + 1, c)
    }
    // The secant step, and another from the end that it replaced (S1 to S4).
    const secantTwice = ({ a, b }: Bracket<L>, looks: number): Progress<L> => {
      const once = update({ a, b }, secant(a, b), looks)
      if (once.done !== undefined) return once
      const { a: A, b: B } = once.bracket
      const again = B !== b ? secant(b, B) : A !== a ? secant(a, A) : NaN
      return update(once.bracket, again, once.looks)
    }
    const close = ({ bracket, done: end, looks }: Progress<L>): Search<L> => {
      if (end !== undefined) return { found: end, looks }
      const width = bracket.b.step - bracket.a.step
      if (looks >= maxLooks || width <= 1e-15 * bracket.b.step)
        return { found: bracket.a.step > 0 && bracket.a.value < start.value ? bracket.a : undefined, looks }
      const next = secantTwice(bracket, looks)
      const { a, b } = next.bracket
      return next.done === undefined && b.step - a.step > gamma * width
        ? close(update(next.bracket, (a.step + b.step) / 2, next.looks))
        : close(next)
    }
    // Grows the step until the interval holds a minimum (B1 to B3).
    const open = (a: L, step: number, looks: number): Progress<L> => {
      const c = look(step)
      if (Number.isFinite(c.value) && done(c) !== undefined) return at({ a, b: c }, looks + 1, c)
      if (c.slope >= 0 && Number.isFinite(c.value))
        return { bracket: { a, b: c }, done: undefined, looks: looks + 1 }
      if (!low(c)) return cut({ a: start, b: c }, looks + 1)
      return looks + 1 >= maxLooks ? at({ a: c, b: c }, looks + 1, c) : open(c, grow * step, looks + 1)
    }
    return close(open(start, first, 0))
  }
}
