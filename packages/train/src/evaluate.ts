/** What a model does on data that it is not trained on: no dropout, no penalty, nothing changes. */
import { jit } from '@gradus/autograd'
import { batches } from '@gradus/data'
import type { Batch, Dataset } from '@gradus/data'
import type { ModelLike } from '@gradus/layers'
import * as T from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import type { Plan, Weights } from './Plan.ts'
import { updateMetrics } from './step.ts'
import { nothingYet } from './TrainState.ts'
import type { Measures } from './TrainState.ts'
import { forward } from './update.ts'

/** Large enough to be fast, small enough that activations stay in the processor's caches. */
const evaluationBatch = 256

/** What has been measured so far. */
export interface Evaluation {
  readonly examples: number
  readonly loss: number
  readonly metrics: Readonly<Record<string, unknown>>
}

type Measuring<M extends ModelLike, Y extends AnyTensor> = Pick<
  Plan<M, unknown, Y>,
  'model' | 'objective' | 'metrics'
>

/** The batches of an evaluation, in the order of the data. */
export const evaluationBatches = batches({ size: evaluationBatch })

/** An evaluation that has seen nothing. */
export const noEvaluation = (plan: Pick<Plan<ModelLike, unknown>, 'metrics'>): Evaluation => ({
  examples: 0,
  loss: 0,
  metrics: nothingYet(plan.metrics).metrics,
})

/** The mean objective of a batch on values: what can be no target is refused here in words. */
const lossOnValues = <M extends ModelLike, Y extends AnyTensor>(
  { model, objective }: Measuring<M, Y>,
  weights: Weights<M>,
  { x, y }: Pick<Batch<AnyTensor, Y>, 'x' | 'y'>,
): number => T.item(objective(forward(model, weights, x, { mode: 'eval' }).output, y))

/** An evaluation, one batch further; compiled once for each shape of batches. */
export const evaluateBatch = <M extends ModelLike, Y extends AnyTensor>(plan: Measuring<M, Y>) => {
  const compiled = jit((weights: Weights<M>, x: AnyTensor, y: Y) => {
    const { output } = forward(plan.model, weights, x, { mode: 'eval' })
    return { output, loss: plan.objective(output, y) }
  })
  return ({ params, layerState }: Weights<M>) =>
    ({ examples, loss, metrics }: Evaluation, batch: Pick<Batch<AnyTensor, Y>, 'x' | 'y'>): Evaluation => {
      const { x, y } = batch
      const weights = { params, layerState }
      const measured = compiled(weights, x, y)
      const mean = T.item(measured.loss)
      const count = x.shape[0] ?? 0
      return {
        examples: examples + count,
        loss: loss + (Number.isNaN(mean) ? lossOnValues(plan, weights, batch) : mean) * count,
        metrics: updateMetrics(plan.metrics, metrics, measured.output, y),
      }
    }
}

/** The measures that sums come to. */
export const toMeasures = (
  metrics: Plan<ModelLike, unknown>['metrics'] = [],
  sums: Pick<Evaluation, 'examples' | 'loss' | 'metrics'>,
): Measures => ({
  loss: sums.loss / sums.examples,
  metrics: Object.fromEntries(metrics.map((m) => [m.name, m.compute(sums.metrics[m.name] as never)])),
})

/**
 * The mean objective and the plan's metrics on a dataset.
 *
 * `weights` are parameters and layer state: a `TrainState`, its `best`, or the end of a run. Dropout and penalty are off.
 * The mean is over examples, so the size of batches does not matter. `evaluate(plan)` is compiled when it first measures:
 * keep it to measure more than once.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import { fromArrays } from '@gradus/data'
 * import * as L from '@gradus/layers'
 * import * as Loss from '@gradus/losses'
 * import * as O from '@gradus/optim'
 * import { evaluate, initialState } from '@gradus/train'
 *
 * const plan = {
 *   model: L.pipe(L.input([2]), L.dense(2)),
 *   objective: Loss.softmaxCrossEntropy,
 *   optimizer: O.sgd({ learningRate: 0.1 }),
 *   metrics: [Loss.accuracy],
 *   batchSize: 2,
 *   epochs: 1,
 *   key: Rng.key(0),
 * }
 * const { metrics } = evaluate(plan)(initialState(plan), fromArrays([[0, 0], [0, 0]], [0, 1]))
 * metrics.accuracy // => 0.5
 * ```
 */
export const evaluate = <M extends ModelLike, Y extends AnyTensor>(plan: Measuring<M, Y>) => {
  const step = evaluateBatch(plan)
  return (weights: Weights<M>, dataset: Dataset<AnyTensor, Y, string>): Measures =>
    toMeasures(
      plan.metrics,
      Array.from(evaluationBatches(dataset) as Iterable<Batch<AnyTensor, Y>>).reduce(
        step(weights),
        noEvaluation(plan),
      ),
    )
}

/**
 * A model's outputs for any number of examples, `[n, ...model.output]`: logits for a classifier, values for a regression.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 * import { predict } from '@gradus/train'
 *
 * const model = L.pipe(L.input([2]), L.dense(3))
 * const { params, state } = L.init(model, Rng.key(0))
 * predict({ model })({ params, layerState: state }, T.zeros([1000, 2])).shape // => [1000, 3]
 * ```
 */
export const predict =
  <M extends ModelLike>({ model }: { readonly model: M }) =>
  (weights: Weights<M>, x: AnyTensor): Tensor<readonly [number, ...M['output']]> => {
    const rows = x.shape[0] ?? 0
    const outputOf = (start: number): Tensor => {
      const part = T.slice(x, [start], [Math.min(start + evaluationBatch, rows)])
      return forward(model, weights, part, { mode: 'eval' }).output
    }
    const later = Array.from(
      { length: Math.max(1, Math.ceil(rows / evaluationBatch)) - 1 },
      (_, i) => (i + 1) * evaluationBatch,
    )
    const outputs: readonly [Tensor, ...Tensor[]] = [outputOf(0), ...later.map(outputOf)]
    return T.concat(outputs, { axis: 0 }) as AnyTensor as Tensor<readonly [number, ...M['output']]>
  }
