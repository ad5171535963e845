/**
 * A small run on the digits, whose numbers come out the same wherever the same engine runs: Node, a page, a worker.
 *
 * Steps and evaluations are compiled, with functions of the engine's own, so the last bits of exp or log are not left to
 * the runtime. What is left to it is whether a multiplication and an addition round once or twice: an engine with that
 * instruction comes to other bits than one without it, and so would a processor that rounds twice.
 */
import { digits, split, standardize } from '@gradus/data'
import * as L from '@gradus/layers'
import * as Loss from '@gradus/losses'
import * as O from '@gradus/optim'
import { Rng, Safetensors, Tree } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { run } from '../../src/index.ts'

export interface DigitsRun {
  /** What the steps ran on. */
  readonly engine: string
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
  const { name, relaxedSimd } = T.engineInfo()
  return {
    engine: relaxedSimd ? `${name}, multiplies and adds in one` : name,
    parameters: await sha256(Safetensors.encode(new Map(Tree.entries(state.params)))),
    losses: state.history.map(({ train }) => train.loss),
    validationAccuracy: state.history.at(-1)?.validation?.metrics['accuracy'] ?? NaN,
  }
}
