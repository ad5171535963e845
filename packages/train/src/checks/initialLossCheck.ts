import type { Dataset } from '@gradus/data'
import type { ModelLike } from '@gradus/layers'
import { expectedInitialLoss } from '@gradus/losses'
import * as T from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { evaluate } from '../evaluate.ts'
import type { Plan } from '../Plan.ts'
import { initialState } from '../TrainState.ts'
import type { InitialLossReport } from './CheckReport.ts'

/** By which factor the first loss may differ from the expected one. */
export interface InitialLossOptions {
  readonly limit?: number
}

const isLabels = (y: AnyTensor): boolean => y.dtype === 'int32' && y.shape.length === 1

const alwaysTheMean = (y: AnyTensor): AnyTensor => {
  const target = T.cast(y, 'float32')
  return T.broadcastTo(T.mean(target, { axis: 0, keepDims: true }) as AnyTensor, y.shape)
}

/**
 * Is the loss before training that of a model which knows nothing: `ln C` where the answers are labels of C classes,
 * else the objective of always answering the mean (for `mse` the variance)?
 *
 * `limit`: 2 for classes, since weights of He's size in the last layer add between half a nat and one and a half
 * (measured on the digits: 2.6 to 3.6 instead of 2.3); 5 for a regression, since they add twice the variance of
 * standardised targets. The check runs without dropout and penalty.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import { iris } from '@gradus/data'
 * import * as L from '@gradus/layers'
 * import * as Loss from '@gradus/losses'
 * import * as O from '@gradus/optim'
 * import { initialLossCheck } from '@gradus/train'
 * import { zeros } from '@gradus/init'
 *
 * const plan = {
 *   model: L.pipe(L.input([4]), L.dense(3, { init: zeros })),
 *   objective: Loss.softmaxCrossEntropy,
 *   optimizer: O.adam({ learningRate: 0.01 }),
 *   batchSize: 32,
 *   epochs: 10,
 *   key: Rng.key(0),
 * }
 * const report = initialLossCheck(plan)(iris())
 * report.passed // => true
 * report.loss.toFixed(4) // => '1.0986'
 * ```
 */
export const initialLossCheck =
  <M extends ModelLike, S, Y extends AnyTensor>(plan: Plan<M, S, Y>) =>
  (dataset: Dataset<AnyTensor, Y, string>, options: InitialLossOptions = {}): InitialLossReport => {
    const { loss } = evaluate(plan)(initialState(plan), dataset)
    const labels = isLabels(dataset.y)
    const limit = options.limit ?? (labels ? 2 : 5)
    const expected = labels
      ? expectedInitialLoss(Math.max(2, plan.model.output.at(-1) ?? 1))
      : T.item(plan.objective(alwaysTheMean(dataset.y) as Tensor, dataset.y))
    const passed = loss <= expected * limit && loss >= expected / limit
    return { _tag: 'initialLoss', passed, loss, expected, limit }
  }
