/**
 * What a check of a plan found: the babysitter's three, to be made before a long run.
 *
 * Source: A. Karpathy, CS231n course notes, "Babysitting the learning process", Stanford, 2016.
 */
import type { GradientReport } from '@gradus/autograd'

/** Is the first loss that of a model which knows nothing? */
export interface InitialLossReport {
  readonly _tag: 'initialLoss'
  readonly passed: boolean
  readonly loss: number
  /** `ln C` for C classes; for a regression the loss of always answering the mean. */
  readonly expected: number
  /** By which factor the two may differ. */
  readonly limit: number
}

/** Are the gradients the derivatives of the loss? */
export interface GradientCheckReport {
  readonly _tag: 'gradient'
  readonly passed: boolean
  readonly report: GradientReport
}

/** Can the model learn a few examples by heart? */
export interface OverfitReport {
  readonly _tag: 'overfit'
  readonly passed: boolean
  readonly examples: number
  /** Steps made: fewer than allowed when it passed early. */
  readonly steps: number
  readonly initialLoss: number
  readonly loss: number
  /** The loss to reach. */
  readonly target: number
}

/** What one of the checks found. */
export type CheckReport = InitialLossReport | GradientCheckReport | OverfitReport

const short = (n: number): string => String(Number(n.toPrecision(4)))

const initialLossWords = ({ passed, loss, expected, limit }: InitialLossReport): string => {
  const found = `the first loss is ${short(loss)}, expected about ${short(expected)}`
  if (passed) return `${found}.`
  return loss > expected
    ? `${found}, at most ${limit} times that. Standardise the inputs (and the targets of a regression), or begin the last layer smaller.`
    : `${found}. A model that knows nothing cannot be that good: does the answer stand among the inputs?`
}

const gradientWords = ({ passed, report }: GradientCheckReport): string => {
  const worst = report.leaves.toSorted((a, b) => b.relativeError - a.relativeError)[0]
  if (worst === undefined) return 'there are no parameters to check.'
  const found = `the largest relative error is ${short(worst.relativeError)}, in ${worst.path}`
  return passed
    ? `${found}.`
    : `${found}, element ${worst.index}: ${short(worst.analytic)} instead of ${short(worst.numeric)}. Check the derivative of a layer or objective of your own.`
}

const overfitWords = ({ passed, examples, steps, initialLoss, loss, target }: OverfitReport): string => {
  const found = `${examples} examples: the loss went from ${short(initialLoss)} to ${short(loss)} in ${steps} steps`
  return passed
    ? `${found}.`
    : `${found}, not below ${short(target)}. Change the learning rate, widen the model, or look for equal examples with different answers.`
}

/** A report in one sentence: what was found, and where it failed, what to try. */
export const showCheck = (report: CheckReport): string => {
  switch (report._tag) {
    case 'initialLoss':
      return initialLossWords(report)
    case 'gradient':
      return gradientWords(report)
    case 'overfit':
      return overfitWords(report)
  }
}
