import * as O from '@gradus/optim'
import { pipe } from '#fp/function'

import type { OptimizerConfig, ScheduleConfig } from '../config/optimizerConfig.ts'

/**
 * Which state an optimiser keeps follows from the configuration, so types cannot know it; nothing here looks into it.
 */
export type SomeOptimizer = O.GradientTransformation<O.EmptyState>

const forget = <S>(optimizer: O.GradientTransformation<S>): SomeOptimizer =>
  optimizer as unknown as SomeOptimizer

/** How long a run is, for schedules that follow it to its end. */
export interface Length {
  readonly stepsPerEpoch: number
  readonly epochs: number
}

const schedules: {
  readonly [K in ScheduleConfig['kind']]: (
    schedule: Extract<ScheduleConfig, { readonly kind: K }>,
    rate: number,
    length: Length,
  ) => number | O.Schedule
} = {
  constant: (_, rate) => rate,
  cosine: (_, rate, { stepsPerEpoch, epochs }) =>
    O.cosineDecay({ initial: rate, steps: stepsPerEpoch * epochs }),
  warmupCosine: ({ warmupEpochs }, rate, { stepsPerEpoch, epochs }) =>
    O.warmupCosine({
      peak: rate,
      warmupSteps: stepsPerEpoch * Math.min(warmupEpochs, epochs - 1),
      totalSteps: stepsPerEpoch * epochs,
    }),
  exponential: ({ decayPerEpoch }, rate, { stepsPerEpoch }) =>
    O.exponentialDecay({ initial: rate, rate: decayPerEpoch, steps: stepsPerEpoch }),
}

const learningRateOf = ({ schedule, learningRate }: OptimizerConfig, length: Length): number | O.Schedule =>
  // The table pairs each kind with its own settings, which a lookup by a union cannot say.
  (schedules[schedule.kind] as (s: ScheduleConfig, rate: number, length: Length) => number | O.Schedule)(
    schedule,
    learningRate,
    length,
  )

const unclipped = (config: OptimizerConfig, length: Length): SomeOptimizer => {
  const learningRate = learningRateOf(config, length)
  switch (config.kind) {
    case 'adam':
      return forget(O.adam({ learningRate, b1: config.b1, b2: config.b2, eps: config.eps }))
    case 'adamW':
      return forget(
        O.adamW({
          learningRate,
          b1: config.b1,
          b2: config.b2,
          eps: config.eps,
          weightDecay: config.weightDecay,
        }),
      )
    case 'sgd':
      return forget(O.sgd({ learningRate, momentum: config.momentum, nesterov: config.nesterov }))
  }
}

/** The optimiser that a configuration describes. */
export const optimizerOf = (config: OptimizerConfig, length: Length): SomeOptimizer =>
  pipe(unclipped(config, length), (optimizer) =>
    config.clipNorm === null ? optimizer : forget(O.chain(O.clipByGlobalNorm(config.clipNorm), optimizer)),
  )
