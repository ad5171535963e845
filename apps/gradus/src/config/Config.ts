import type { ValueOf } from './schema/Codec.ts'

import { DataConfig, PreprocessConfig, SplitConfig } from './dataConfig.ts'
import { ModelConfig } from './modelConfig.ts'
import { defaultOptimizer, OptimizerConfig } from './optimizerConfig.ts'
import { object, orElse, required, section } from './schema/object.ts'
import * as S from './schema/scalars.ts'

/** Names of run folders: no separators, nothing hidden, nothing that a shell would take apart. */
export const RunName = S.textLike(
  'letters, digits, ".", "-" and "_", the first a letter or digit',
  /^[A-Za-z0-9][\w.-]{0,99}$/,
)

const EarlyStopping = object('an object with patience and minDelta', {
  patience: orElse(S.whole(1, 100_000), 10),
  minDelta: orElse(S.number(0, 1e6), 0),
})

/** A checkpoint is written at the end of an epoch when the last one is that many seconds old, and at the end. */
const Checkpoints = object('an object with everySeconds and keep', {
  everySeconds: orElse(S.number(0, 86_400), 2),
  keep: orElse(S.whole(1, 1000), 3),
})

const TrainConfig = object('an object', {
  epochs: orElse(S.whole(1, 1_000_000), 100),
  batchSize: orElse(S.whole(1, 1_000_000), 32),
  l2: orElse(S.number(0, 1e6), 0),
  earlyStopping: orElse(S.nullable(EarlyStopping), { patience: 10, minDelta: 0 }),
  checkpoints: section(Checkpoints),
})

/**
 * The configuration of a training run. After decoding, every key is there; `null` stands for "none" or, until the
 * data have been read, for "as the data say".
 */
export const Config = object('an object', {
  name: orElse(S.nullable(RunName), null),
  seed: orElse(S.whole(0, 4_294_967_295), 0),
  data: required(DataConfig),
  split: section(SplitConfig),
  preprocess: section(PreprocessConfig),
  model: orElse(S.nullable(ModelConfig), null),
  loss: orElse(S.nullable(S.oneOf('softmaxCrossEntropy', 'mse', 'mae', 'huber')), null),
  optimizer: orElse(OptimizerConfig, defaultOptimizer),
  train: section(TrainConfig),
})

export interface Config extends ValueOf<typeof Config> {}
