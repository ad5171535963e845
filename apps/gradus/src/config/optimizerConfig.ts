import type { ValueOf } from './schema/Codec.ts'

import { object, orElse, required } from './schema/object.ts'
import * as S from './schema/scalars.ts'
import { variants } from './schema/variants.ts'

const ScheduleConfig = variants('kind', 'a schedule such as { "kind": "cosine" }', {
  constant: object('a schedule', { kind: required(S.oneOf('constant')) }),
  cosine: object('a schedule', { kind: required(S.oneOf('cosine')) }),
  warmupCosine: object('a schedule', {
    kind: required(S.oneOf('warmupCosine')),
    warmupEpochs: orElse(S.whole(1, 1000), 1),
  }),
  exponential: object('a schedule', {
    kind: required(S.oneOf('exponential')),
    decayPerEpoch: required(S.number(0.01, 1)),
  }),
})

export type ScheduleConfig = ValueOf<typeof ScheduleConfig>

const steps = {
  learningRate: orElse(S.positive, 0.001),
  schedule: orElse(ScheduleConfig, { kind: 'constant' }),
  clipNorm: orElse(S.nullable(S.positive), null),
}

const moments = {
  b1: orElse(S.fraction, 0.9),
  b2: orElse(S.fraction, 0.999),
  eps: orElse(S.positive, 1e-8),
}

const adam = object('an optimizer', { kind: required(S.oneOf('adam')), ...steps, ...moments })

export const OptimizerConfig = variants('kind', 'an optimizer such as { "kind": "adam" }', {
  adam,
  adamW: object('an optimizer', {
    kind: required(S.oneOf('adamW')),
    ...steps,
    ...moments,
    weightDecay: orElse(S.number(0, 1), 1e-4),
  }),
  sgd: object('an optimizer', {
    kind: required(S.oneOf('sgd')),
    ...steps,
    momentum: orElse(S.fraction, 0.9),
    nesterov: orElse(S.flag, false),
  }),
})

export type OptimizerConfig = ValueOf<typeof OptimizerConfig>

export const defaultOptimizer: OptimizerConfig = {
  kind: 'adam',
  learningRate: 0.001,
  schedule: { kind: 'constant' },
  clipNorm: null,
  b1: 0.9,
  b2: 0.999,
  eps: 1e-8,
}
