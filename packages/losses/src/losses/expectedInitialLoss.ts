import { ValueError } from '@gradus/tensor'

const losses = {
  softmaxCrossEntropy: (classes: number) => Math.log(classes),
  nll: (classes: number) => Math.log(classes),
  binaryCrossEntropy: () => Math.LN2,
  focal: () => Math.LN2 / 4,
  hinge: () => 1,
  squaredHinge: () => 1,
  multiclassHinge: (classes: number) => classes - 1,
  poisson: () => 1,
}

/** A loss whose value at outputs of 0 is known without data. */
export type KnownLoss = keyof typeof losses

/**
 * The loss of a network that knows nothing: all its outputs are 0, every class is equally likely.
 *
 * `ln classes` for `softmaxCrossEntropy`, which is meant unless another is named, and `nll`; `classes - 1` for
 * `multiclassHinge`; `ln 2` for `binaryCrossEntropy`, `¼ ln 2` for `focal`, 1 for `hinge`, `squaredHinge` and `poisson`, however many
 * classes. All are for the losses' own settings. A network whose first loss is far from it has been initialised too large,
 * or its labels are wrong.
 *
 * Throws `ValueError` unless `classes` is a whole number of 1 or more, and for a loss that is not in the list.
 *
 * Source: Karpathy, CS231n, "Neural Networks Part 3", sanity checks.
 *
 * @example
 * ```ts
 * import * as Loss from '@gradus/losses'
 *
 * Loss.expectedInitialLoss(10).toFixed(4) // => '2.3026'
 * Loss.expectedInitialLoss(10, 'multiclassHinge') // => 9
 * ```
 */
export const expectedInitialLoss = (classes: number, loss: KnownLoss = 'softmaxCrossEntropy'): number => {
  if (!(Number.isInteger(classes) && classes >= 1))
    throw new ValueError('expectedInitialLoss', `classes must be a whole number, 1 or more, got ${classes}.`)
  if (Object.hasOwn(losses, loss)) return losses[loss](classes)
  throw new ValueError(
    'expectedInitialLoss',
    `nothing is known of ${loss}. Known are ${Object.keys(losses).join(', ')}.`,
  )
}
