import { ValueError } from '@gradus/tensor'

/**
 * The cross-entropy of a network that knows nothing: every class equally likely.
 *
 * `ln classes`. A classifier whose first loss is far from it has been initialised too large, or its labels
 * are wrong.
 *
 * Throws `ValueError` unless `classes` is a whole number of 1 or more.
 *
 * @example
 * ```ts
 * import * as Loss from '@gradus/losses'
 *
 * Loss.expectedInitialLoss(10).toFixed(4) // => '2.3026'
 * ```
 */
export const expectedInitialLoss = (classes: number): number => {
  if (Number.isInteger(classes) && classes >= 1) return Math.log(classes)
  throw new ValueError('expectedInitialLoss', `classes must be a whole number, 1 or more, got ${classes}.`)
}
