import type { Dataset } from '@gradus/data'
import type { ModelLike } from '@gradus/layers'
import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { evaluate } from '../evaluate.ts'
import type { Plan, Weights } from '../Plan.ts'
import { initialState } from '../TrainState.ts'
import { compileUpdate } from '../update.ts'
import type { OverfitReport } from './CheckReport.ts'
import { firstExamples } from './firstExamples.ts'

/** How many examples to learn by heart, in how many steps at most, and how well. */
export interface OverfitOptions {
  readonly examples?: number
  readonly steps?: number
  /** The share of the first loss to reach. */
  readonly share?: number
}

/**
 * Can the model learn a few examples by heart? One that cannot will not learn many.
 *
 * Trains the plan's model with its optimiser on the first `examples` (20) for up to `steps` (500), without dropout and
 * penalty, until the loss is `share` (1 %) of the first; for a classifier every example is then classified rightly with
 * room to spare. Layers that keep statistics use their first ones.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import { iris } from '@gradus/data'
 * import * as L from '@gradus/layers'
 * import * as Loss from '@gradus/losses'
 * import * as O from '@gradus/optim'
 * import { overfitCheck } from '@gradus/train'
 *
 * const plan = {
 *   model: L.pipe(L.input([4]), L.dense(32), L.relu(), L.dense(3)),
 *   objective: Loss.softmaxCrossEntropy,
 *   optimizer: O.adam({ learningRate: 0.03 }),
 *   batchSize: 32,
 *   epochs: 10,
 *   key: Rng.key(0),
 * }
 * overfitCheck(plan)(iris()).passed // => true
 * ```
 */
export const overfitCheck =
  <M extends ModelLike, S, Y extends AnyTensor>(plan: Plan<M, S, Y>) =>
  (
    dataset: Dataset<AnyTensor, Y, string>,
    { examples = 20, steps = 500, share = 0.01 }: OverfitOptions = {},
  ): OverfitReport => {
    const few = firstExamples(examples)(dataset)
    const bare: Plan<M, S, Y> = { ...plan, penalty: undefined }
    const measured = evaluate({ ...bare, metrics: [] })
    const lossOf = (weights: Weights<M>): number => measured(weights, few).loss
    const update = compileUpdate(bare)
    let carry = initialState(plan)
    const initialLoss = lossOf(carry)
    const target = initialLoss * share
    let loss = initialLoss
    let step = 0
    while (step < steps && loss > target) {
      const { next, loss: before } = update(carry, few, { mode: 'eval' })
      loss = T.item(before)
      // The loss of a step is that of the parameters before it: where those are good enough, they are the result.
      if (loss <= target) break
      carry = { ...carry, ...next }
      step += 1
    }
    const end = step === 0 ? initialLoss : lossOf(carry)
    return {
      _tag: 'overfit',
      passed: end <= target,
      examples: few.size,
      steps: step,
      initialLoss,
      loss: end,
      target,
    }
  }
