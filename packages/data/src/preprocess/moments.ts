/**
 * Means and deviations that survive large offsets.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { Column } from './Preprocessor.ts'

/** The mean of a column and what to divide it by. */
export interface Moments {
  readonly mean: number
  readonly scale: number
}

const epsilon = 2 ** -52

/**
 * The mean and the standard deviation of the population, in two passes, the second corrected for the rounding of the
 * first; 1 in place of a deviation that rounding alone explains.
 *
 * Source: T. F. Chan, G. H. Golub & R. J. LeVeque, "Algorithms for computing the sample variance" (1983), equation 1.7. The
 * bound on rounding is the one of scikit-learn's `_is_constant_feature`.
 */
export const moments = (column: Column): Moments => {
  const n = column.length
  const mean = column.reduce((sum, value) => sum + value, 0) / n
  const drift = column.reduce((sum, value) => sum + (value - mean), 0)
  const squares = column.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const variance = (squares - drift ** 2 / n) / n
  const rounding = n * epsilon * variance + (n * mean * epsilon) ** 2
  return { mean, scale: variance <= rounding ? 1 : Math.sqrt(variance) }
}

/** Refuses NaN and infinities, naming the column. */
export const checkFinite = (operation: string, column: Column, index: number): void => {
  const odd = column.find((value) => !Number.isFinite(value))
  if (odd !== undefined)
    throw new T.ValueError(
      operation,
      `every number must be finite, column ${index} holds ${odd}. Fill missing numbers first, with imputeMean?`,
    )
}
