import { digits, split, standardize } from '@gradus/data'
import * as Init from '@gradus/init'
import * as L from '@gradus/layers'
import * as Loss from '@gradus/losses'
import * as O from '@gradus/optim'
import { Rng } from '@gradus/tensor'

export interface Settings {
  readonly learningRate: number
  readonly width: number
}

const parts = split({ train: 0.6, validation: 0.2, test: 0.2 }, { key: Rng.key(0), stratify: true })(digits())
const standardized = standardize.apply(standardize.fit(parts.train))

export const data = { train: standardized(parts.train), validation: standardized(parts.validation) }

/** The validation digits as they were written: what the page shows. */
export const pictures = parts.validation

export const plan = ({ learningRate, width }: Settings) => ({
  model: L.pipe(L.input([64]), L.dense(width, { init: Init.heNormal }), L.relu(), L.dense(10)),
  objective: Loss.softmaxCrossEntropy,
  optimizer: O.adam({ learningRate }),
  metrics: [Loss.accuracy],
  batchSize: 32,
  epochs: 40,
  key: Rng.key(0),
})
