import { requireDecay } from '../checks.ts'

/** The settings of `exponentialAverage`. */
export interface ExponentialAverageOptions {
  /** How much of the average is kept from value to value, in [0, 1). */
  readonly beta: number
  /** Divide by `1 - beta^t`, since the average starts at zero; unless told otherwise. */
  readonly biasCorrection?: boolean
}

/**
 * The exponentially weighted average of a series, after each of its values: what smooths a curve of losses.
 *
 * `v ← beta·v + (1 - beta)·x` from 0, and the average is `v / (1 - beta^t)`, `t` from 1. Without the correction
 * the first averages are too small.
 *
 * Throws `ValueError` for `beta` outside [0, 1).
 *
 * Source: numbers equal to `optax.ema` and to pandas' `ewm(alpha=1 - beta, adjust=True).mean()`.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * O.exponentialAverage({ beta: 0.5 })([8, 8, 8]) // => [8, 8, 8]
 * O.exponentialAverage({ beta: 0.5, biasCorrection: false })([8, 8, 8]) // => [4, 6, 7]
 * ```
 */
export const exponentialAverage = ({
  beta,
  biasCorrection = true,
}: ExponentialAverageOptions): ((values: readonly number[]) => readonly number[]) => {
  requireDecay('exponentialAverage', 'beta', beta)
  return (values) => {
    const sums = new Float64Array(values.length)
    values.forEach((x, i) => {
      sums[i] = beta * (sums[i - 1] ?? 0) + (1 - beta) * x
    })
    return Array.from(sums, (v, i) => (biasCorrection ? v / (1 - beta ** (i + 1)) : v))
  }
}

/**
 * About how many values an exponentially weighted average averages over: `1 / (1 - beta)`.
 *
 * A value that old has the weight `1/e` beside the newest.
 *
 * Throws `ValueError` for `beta` outside [0, 1).
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * O.averageWindow(0.75) // => 4
 * ```
 */
export const averageWindow = (beta: number): number => 1 / (1 - requireDecay('averageWindow', 'beta', beta))
