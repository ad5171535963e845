/**
 * The contract of line searches: how far to go along a direction.
 *
 * A search gets the place where the line starts and a function that looks at others, and answers a place that is low enough,
 * or none. It is generic in what a look brings besides value and slope.
 *
 * @module
 */
import { ValueError } from '@gradus/tensor'

/** A place on a line: how far along, the value there, and the slope along the line. */
export interface Look {
  readonly step: number
  readonly value: number
  readonly slope: number
}

/** A line through an objective. */
export interface Line<L extends Look = Look> {
  /** The place at step 0; its slope is negative. */
  readonly start: L
  readonly look: (step: number) => L
}

/** What a search found, after how many looks. */
export interface Search<L extends Look = Look> {
  /** A place that is low enough; none where the search gave up. */
  readonly found: L | undefined
  readonly looks: number
}

/** How far to go along a line, when `first` seems about right. */
export type LineSearch = <L extends Look>(line: Line<L>, first: number) => Search<L>

/** Throws when a line does not go down at its start. */
export const requireDescent = (operation: string, { slope }: Look, first: number): void => {
  if (!(slope < 0))
    throw new ValueError(
      operation,
      `the direction must go down, its slope is ${slope}. Take the negative gradient, or what a positive definite matrix makes of it?`,
    )
  if (!(Number.isFinite(first) && first > 0))
    throw new ValueError(operation, `the first step must be positive and finite, got ${first}.`)
}

/** Throws unless `0 < c1 < c2 < 1`. */
export const requireWolfe = (operation: string, c1: number, c2: number): void => {
  if (!(c1 > 0 && c1 < c2 && c2 < 1))
    throw new ValueError(operation, `the constants must be 0 < c1 < c2 < 1, got c1 ${c1} and c2 ${c2}.`)
}

/** Has the value fallen by the share `c1` of what the slope at the start promised (Armijo), but for some slack? */
export const fellEnough = (start: Look, { step, value }: Look, c1: number, slack = 0): boolean =>
  value <= start.value + c1 * step * start.slope + slack
