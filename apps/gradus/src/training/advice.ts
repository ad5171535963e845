import { short } from '../format/numbers.ts'
import type { EpochMetrics } from './metrics.ts'

/** An ended run as far as advice goes. */
interface Course {
  readonly epochs: readonly EpochMetrics[]
  readonly best: EpochMetrics
  readonly last: EpochMetrics
  readonly endedByEpochs: boolean
}

type Rule = (course: Course) => string | undefined

/** A best epoch among the last tenth means that the limit ended the run, not the data. */
const longer: Rule = ({ epochs, best, endedByEpochs }) =>
  endedByEpochs && best.epoch > 0.9 * epochs.length
    ? `The validation loss was still falling at epoch ${best.epoch}: set train.epochs higher.`
    : undefined

const overfitting: Rule = ({ best, last }) =>
  last.validationLoss > 1.15 * best.validationLoss && last.trainLoss < 0.5 * last.validationLoss
    ? `From epoch ${best.epoch} on, the validation loss rises (${short(best.validationLoss)} to ${short(last.validationLoss)}) ` +
      'while the training loss falls: try more dropout, train.l2, or more data.'
    : undefined

const tooSimple: Rule = ({ best }) =>
  best.trainMetric.name === 'accuracy' &&
  best.trainMetric.value < 0.9 &&
  best.validationMetric.value <= best.trainMetric.value + 0.02
    ? 'Even the training examples are not learned well: try wider layers, another layer, or less dropout.'
    : undefined

const tooSlow: Rule = ({ last }) =>
  last.updateRatio < 1e-5
    ? 'The steps are tiny beside the parameters: raise optimizer.learningRate.'
    : undefined

const tooFast: Rule = ({ last }) =>
  last.updateRatio > 0.05
    ? 'The steps are large beside the parameters: lower optimizer.learningRate.'
    : undefined

const rules: readonly Rule[] = [longer, overfitting, tooSimple, tooSlow, tooFast]

/** What the numbers of a run suggest; nothing when it went well. */
export const advise = (
  epochs: readonly EpochMetrics[],
  bestEpoch: number,
  endedByEpochs: boolean,
): readonly string[] => {
  const [best, last] = [epochs[bestEpoch - 1], epochs.at(-1)]
  if (best === undefined || last === undefined) return []
  return rules.flatMap((rule) => rule({ epochs, best, last, endedByEpochs }) ?? [])
}
