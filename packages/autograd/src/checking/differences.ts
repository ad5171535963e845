/** Derivatives by differences, and how far another is from them. */

/** Difference quotients about a point: on both sides, to the left, to the right. */
interface Quotients {
  readonly numeric: number
  readonly left: number
  readonly right: number
}

/** The difference quotients of a function of one number at 0. */
const quotients = (f: (h: number) => number, h: number): Quotients => {
  const [below, here, above] = [f(-h), f(0), f(h)]
  return { numeric: (above - below) / (2 * h), left: (here - below) / h, right: (above - here) / h }
}

const errorOf = (a: number, b: number, floor: number): number => {
  const error = a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), floor)
  return Number.isNaN(error) ? Infinity : error
}

/** What to compare with, and how closely. */
export interface Closeness {
  readonly floor: number
  readonly tolerance: number
  readonly step: number
}

/** A derivative next to its difference quotient. */
export interface Compared {
  readonly analytic: number
  readonly numeric: number
  readonly relativeError: number
  readonly kink: boolean
}

/**
 * Compares a derivative at 0 with difference quotients. One that fails is tried again with smaller steps, which bend less,
 * and which a kink near by no longer reaches.
 */
export const compare = (
  analytic: number,
  f: (h: number) => number,
  { floor, tolerance, step }: Closeness,
): Compared => {
  const attempt = (h: number): Compared => {
    const { numeric, left, right } = quotients(f, h)
    const relativeError = errorOf(analytic, numeric, floor)
    return { analytic, numeric, relativeError, kink: errorOf(left, right, floor) > 0.01 }
  }
  const passes = (c: Compared): boolean => c.relativeError <= tolerance
  const first = attempt(step)
  if (passes(first)) return first
  const again = [step / 10, step / 100].map(attempt).find(passes)
  return again === undefined ? first : { ...again, kink: first.kink }
}
