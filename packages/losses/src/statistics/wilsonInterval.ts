import { ValueError } from '@gradus/tensor'
import { normalQuantile } from './normalQuantile.ts'

/** The two ends of an interval. */
export interface Interval {
  readonly lower: number
  readonly upper: number
}

const requireCounts = (successes: number, n: number): void => {
  if (Number.isInteger(n) && Number.isInteger(successes) && successes >= 0 && successes <= n) return
  throw new ValueError(
    'wilsonInterval',
    `successes must be a whole number from 0 to n, got ${successes} of ${n}.`,
  )
}

/**
 * Between which shares the truth lies, with the given confidence, when `successes` of `n` trials succeeded.
 *
 * `(k + z²/2 ± z √(k (n - k) / n + z²/4)) / (n + z²)`, with `k` the successes and `z` the Gaussian's quantile
 * at `(1 + confidence) / 2`. Made for test accuracies: it stays inside [0, 1], and `n` of `n` does not claim
 * certainty. No trials give [0, 1].
 *
 * Throws `ValueError` for counts that are not whole or not in order, or a confidence outside (0, 1).
 *
 * Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927.
 *
 * @example
 * ```ts
 * import * as Loss from '@gradus/losses'
 *
 * const { lower, upper } = Loss.wilsonInterval(350, 360)
 * lower.toFixed(4) // => '0.9496'
 * upper.toFixed(4) // => '0.9848'
 * ```
 */
export const wilsonInterval = (successes: number, n: number, confidence = 0.95): Interval => {
  requireCounts(successes, n)
  if (!(confidence > 0 && confidence < 1))
    throw new ValueError('wilsonInterval', `confidence must be between 0 and 1, got ${confidence}.`)
  if (n === 0) return { lower: 0, upper: 1 }
  const z = -normalQuantile((1 - confidence) / 2)
  const centre = successes + (z * z) / 2
  const reach = z * Math.sqrt((successes * (n - successes)) / n + (z * z) / 4)
  return {
    lower: successes === 0 ? 0 : (centre - reach) / (n + z * z),
    upper: successes === n ? 1 : (centre + reach) / (n + z * z),
  }
}
