import type { EpochRecord } from '@gradus/train'

import type { Preparation } from '../data/preparation.ts'
import type { Metric } from '../progress/Progress.ts'

/** What the app says about an epoch: counted from 1, errors in the units of the data. Clocks stay out of it. */
export interface EpochMetrics {
  readonly epoch: number
  readonly step: number
  readonly trainLoss: number
  readonly trainMetric: Metric
  readonly validationLoss: number
  readonly validationMetric: Metric
  readonly penalty: number
  readonly gradientNorm: number
  readonly updateRatio: number
}

type Measures = EpochRecord['train']

const metricIn = ({ metrics }: Measures, { target }: Preparation): Metric =>
  metrics['accuracy'] === undefined
    ? { name: 'rmse', value: (metrics['rmse'] ?? NaN) * (target?.scale[0] ?? 1) }
    : { name: 'accuracy', value: metrics['accuracy'] }

const none: Measures = { loss: NaN, metrics: {} }

export const toMetrics =
  (preparation: Preparation) =>
  ({ epoch, step, train, validation = none, ...rest }: EpochRecord): EpochMetrics => ({
    epoch: epoch + 1,
    step,
    trainLoss: train.loss,
    trainMetric: metricIn(train, preparation),
    validationLoss: validation.loss,
    validationMetric: metricIn(validation, preparation),
    penalty: rest.penalty,
    gradientNorm: rest.gradientNorm,
    updateRatio: rest.updateRatio,
  })

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/** One line of metrics.jsonl. */
export const metricsLine = ({ trainMetric, validationMetric, ...rest }: EpochMetrics): string =>
  `${JSON.stringify({
    epoch: rest.epoch,
    step: rest.step,
    trainLoss: rest.trainLoss,
    [`train${capital(trainMetric.name)}`]: trainMetric.value,
    validationLoss: rest.validationLoss,
    [`validation${capital(validationMetric.name)}`]: validationMetric.value,
    penalty: rest.penalty,
    gradientNorm: rest.gradientNorm,
    updateRatio: rest.updateRatio,
  })}\n`
