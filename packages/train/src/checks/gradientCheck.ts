import { checkGradients } from '@gradus/autograd'
import type { CheckOptions } from '@gradus/autograd'
import type { Dataset } from '@gradus/data'
import type { ModelLike, Params } from '@gradus/layers'
import * as T from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as E from '#fp/Either'
import type { Plan } from '../Plan.ts'
import { initialState, stepKey } from '../TrainState.ts'
import { forward } from '../update.ts'
import type { GradientCheckReport } from './CheckReport.ts'
import { firstExamples } from './firstExamples.ts'

/** How many examples to take, and how closely to compare. */
export interface GradientCheckOptions extends CheckOptions {
  readonly examples?: number
}

/**
 * Are the gradients of the plan's first step the derivatives of its loss: objective, penalty, dropout's mask and all?
 *
 * Compares, in float64 and on a few examples (8), the gradient with central differences at up to `maxPerLeaf` (20)
 * elements of each parameter.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import { iris } from '@gradus/data'
 * import * as L from '@gradus/layers'
 * import * as Loss from '@gradus/losses'
 * import * as O from '@gradus/optim'
 * import { gradientCheck } from '@gradus/train'
 *
 * const plan = {
 *   model: L.pipe(L.input([4]), L.dense(8), L.tanh(), L.dense(3)),
 *   objective: Loss.softmaxCrossEntropy,
 *   optimizer: O.adam({ learningRate: 0.01 }),
 *   batchSize: 32,
 *   epochs: 10,
 *   key: Rng.key(0),
 * }
 * gradientCheck(plan)(iris()).passed // => true
 * ```
 */
export const gradientCheck =
  <M extends ModelLike, S, Y extends AnyTensor>(plan: Plan<M, S, Y>) =>
  (
    dataset: Dataset<AnyTensor, Y, string>,
    { examples = 8, maxPerLeaf = 20, ...options }: GradientCheckOptions = {},
  ): GradientCheckReport => {
    const state = initialState(plan)
    const { x, y } = firstExamples(examples)(dataset)
    const x64 = T.cast(x, 'float64')
    const key = stepKey(state.key, 0)
    const total = (params: Params<M>): Tensor<readonly []> => {
      const { output } = forward(plan.model, { ...state, params }, x64, { mode: 'train', key })
      const loss = plan.objective(output, y)
      return T.add(loss, plan.penalty?.(params) ?? 0) as AnyTensor as Tensor<readonly []>
    }
    const checked = checkGradients(total, state.params, { maxPerLeaf, order: 1, directions: 0, ...options })
    return E.isRight(checked)
      ? { _tag: 'gradient', passed: true, report: checked.right }
      : { _tag: 'gradient', passed: false, report: checked.left.report }
  }
