/**
 * A small run on the digits, whose numbers come out the same wherever it runs: Node, a page, a worker.
 *
 * The language leaves the last bits of exp, log, pow and their like to the engine, and engines use that: exp, log, log1p,
 * sin and cos differ between Node 24 and Chromium 156, pow between Node 20 and Node 24. Each primitive computes in double
 * precision and rounds once to float32, which hides a difference in the last bit but for one call in 2²⁹. This run makes
 * about 60,000 such calls, so a new engine breaks its bits with odds of 1 in 10,000. Runs in float64 have no such luck.
 */
import { digits, split, standardize } from '@gradus/data'
import * as L from '@gradus/layers'
import * as Loss from '@gradus/losses'
import * as O from '@gradus/optim'
import { Rng, Safetensors, Tree } from '@gradus/tensor'
import { run } from '../../src/index.ts'

export interface DigitsRun {
  /** SHA-256 of the parameters at the end, as a safetensors file. */
  readonly parameters: string
  /** The mean training loss of each epoch. */
  readonly losses: readonly number[]
  readonly validationAccuracy: number
}

const sha256 = async (bytes: Uint8Array): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export const trainDigits = async (): Promise<DigitsRun> => {
  const parts = split({ train: 0.6, validation: 0.4 }, { key: Rng.key(0), stratify: true })(digits())
  const scale = standardize.apply(standardize.fit(parts.train))
  const plan = {
    model: L.pipe(L.input([64]), L.dense(24), L.relu(), L.dropout(0.2), L.dense(10)),
    objective: Loss.softmaxCrossEntropy,
    optimizer: O.adam({ learningRate: 0.005 }),
    metrics: [Loss.accuracy],
    batchSize: 64,
    epochs: 3,
    key: Rng.key(1),
  }
  const { state } = await run(plan)({ train: scale(parts.train), validation: scale(parts.validation) })
  return {
    parameters: await sha256(Safetensors.encode(new Map(Tree.entries(state.params)))),
    losses: state.history.map(({ train }) => train.loss),
    validationAccuracy: state.history.at(-1)?.validation?.metrics['accuracy'] ?? NaN,
  }
}
