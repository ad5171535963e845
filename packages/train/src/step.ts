/** One step of training: the pure function under every run. */
import type { Batch } from '@gradus/data'
import type { Mode, ModelLike } from '@gradus/layers'
import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import * as E from '#fp/Either'
import { firstBadPath } from './NonFinite.ts'
import type { NonFinite } from './NonFinite.ts'
import type { NumberMetric, Plan } from './Plan.ts'
import { stepKey } from './TrainState.ts'
import type { Running, TrainState } from './TrainState.ts'
import { compileUpdate, update } from './update.ts'

/** What one step came to. */
export interface Stepped<M extends ModelLike, S> {
  readonly state: TrainState<M, S>
  /** The mean objective of the batch, without penalty, before the update. */
  readonly loss: number
  readonly penalty: number
  /** The length of the gradient of all parameters. */
  readonly gradientNorm: number
  /** |update| / |parameters|. */
  readonly updateRatio: number
  /** Examples in the batch. */
  readonly examples: number
}

/** The accumulators of the metrics after another batch. */
export const updateMetrics = (
  metrics: readonly NumberMetric[] = [],
  accumulators: Readonly<Record<string, unknown>>,
  output: AnyTensor,
  target: AnyTensor,
): Readonly<Record<string, unknown>> =>
  // Each accumulator goes back to the metric that made it; one that joins in the middle of an epoch counts from there.
  Object.fromEntries(
    metrics.map((m) => [
      m.name,
      m.update((accumulators[m.name] ?? m.init) as never, output as never, target as never),
    ]),
  )

type Numbers = Omit<Stepped<ModelLike, unknown>, 'state'>

const add = (running: Running, numbers: Numbers, metrics: Running['metrics']): Running => ({
  steps: running.steps + 1,
  examples: running.examples + numbers.examples,
  loss: running.loss + numbers.loss * numbers.examples,
  penalty: running.penalty + numbers.penalty,
  gradientNorm: running.gradientNorm + numbers.gradientNorm,
  updateRatio: running.updateRatio + numbers.updateRatio,
  metrics,
})

const badQuantity = ({
  loss,
  penalty,
  gradientNorm,
}: Numbers): readonly [NonFinite['quantity'], number] | undefined =>
  !Number.isFinite(loss)
    ? ['loss', loss]
    : !Number.isFinite(penalty)
      ? ['penalty', penalty]
      : !Number.isFinite(gradientNorm)
        ? ['gradient', gradientNorm]
        : undefined

/**
 * The first tensor with a bad value. The step is made again on values, which has gradients to look at, and where the
 * objective refuses in words what can be no target: compiled, it can only answer `NaN`.
 */
const badPath = <M extends ModelLike, S, Y extends AnyTensor>(
  plan: Plan<M, S, Y>,
  state: TrainState<M, S>,
  { x, y }: Pick<Batch<AnyTensor, Y>, 'x' | 'y'>,
  mode: Mode,
): string | undefined => {
  const { gradients } = update(plan, state, { x, y }, mode)
  return firstBadPath({ batch: { x, y }, params: state.params, gradients })
}

/**
 * One step: the gradient of objective and penalty on a batch, one update of the optimiser, the sums of the epoch.
 *
 * It is compiled at the first batch, and again at one of another shape: keep `trainStep(plan)` for all steps of a run.
 * Pure: the same state and batch give the same result; randomness comes from (key, step). The batch has to be the one at
 * `state.position` of its epoch where the run is to be repeatable; `train` sees to that.
 *
 * Failures: `NonFinite` when loss, penalty or gradient is NaN or infinite; the state that came in is then the last good one.
 * Throws what the objective throws of a target that cannot be one.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 * import * as Loss from '@gradus/losses'
 * import * as O from '@gradus/optim'
 * import { initialState, trainStep } from '@gradus/train'
 *
 * const plan = {
 *   model: L.pipe(L.input([1]), L.dense(1)),
 *   objective: Loss.mse,
 *   optimizer: O.sgd({ learningRate: 0.1 }),
 *   batchSize: 2,
 *   epochs: 1,
 *   key: Rng.key(0),
 * }
 * const stepped = trainStep(plan)(initialState(plan), { x: T.tensor([[1], [2]]), y: T.tensor([[2], [4]]) })
 * stepped._tag === 'Right' && stepped.right.state.step // => 1
 * ```
 */
export const trainStep = <M extends ModelLike, S, Y extends AnyTensor>(
  plan: Plan<M, S, Y>,
): ((
  state: TrainState<M, S>,
  batch: Pick<Batch<AnyTensor, Y>, 'x' | 'y'>,
) => E.Either<NonFinite, Stepped<M, S>>) => {
  const compiled = compileUpdate(plan)
  return (state, batch) => {
    const mode = { mode: 'train', key: stepKey(state.key, state.step) } as const
    const { next, output, ...scalars } = compiled(state, batch, mode)
    const numbers: Numbers = {
      loss: T.item(scalars.loss),
      penalty: T.item(scalars.penalty),
      gradientNorm: T.item(scalars.gradientNorm),
      updateRatio: T.item(scalars.updateRatio),
      examples: batch.x.shape[0] ?? 0,
    }
    const bad = badQuantity(numbers)
    if (bad !== undefined) {
      const [quantity, value] = bad
      const path = badPath(plan, state, batch, mode)
      return E.left({ _tag: 'NonFinite', quantity, value, epoch: state.epoch, step: state.step, path })
    }
    const metrics = updateMetrics(plan.metrics, state.running.metrics, output, batch.y)
    const running = add(state.running, numbers, metrics)
    return E.right({
      state: { ...state, ...next, step: state.step + 1, position: state.position + 1, running },
      ...numbers,
    })
  }
}
