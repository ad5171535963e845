/** One step of training: the pure function under every run. */
import { valueAndGrad } from '@gradus/autograd'
import type { Batch } from '@gradus/data'
import * as L from '@gradus/layers'
import type { Mode, ModelLike, Params, State } from '@gradus/layers'
import { applyUpdates } from '@gradus/optim'
import type { StateOf } from '@gradus/optim'
import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as E from '#fp/Either'
import { firstBadPath } from './NonFinite.ts'
import type { NonFinite } from './NonFinite.ts'
import type { NumberMetric, Plan, Weights } from './Plan.ts'
import { stepKey } from './TrainState.ts'
import type { Running, TrainState } from './TrainState.ts'

type Scalar = Tensor<readonly []>

/** A model's output for a batch whose shape only its data know. */
export const forward = <M extends ModelLike>(
  model: M,
  { params, layerState }: Weights<M>,
  x: AnyTensor,
  mode: Mode,
): { readonly output: Tensor; readonly layerState: State<M> } => {
  // `apply` checks x against the model when it runs; a generic x cannot show it to the compiler.
  const { output, state } = L.apply(model, params, layerState, x as never, mode)
  return { output: output as AnyTensor as Tensor, layerState: state }
}

interface Carry<M extends ModelLike, S> extends Weights<M> {
  readonly optState: StateOf<S, Params<M>>
}

interface Updated<M extends ModelLike, S> {
  readonly next: Carry<M, S>
  readonly gradients: Params<M>
  readonly output: Tensor
  readonly loss: Scalar
  readonly penalty: Scalar
  readonly gradientNorm: Scalar
  readonly updateRatio: Scalar
}

/** |updates| / |params|; parameters that are all zero count as of length 1. */
const ratio = (updates: unknown, params: unknown): Scalar => {
  const length = Tree.globalNorm(params)
  return T.div(Tree.globalNorm(updates), T.where(T.greater(length, 0), length, 1)) as AnyTensor as Scalar
}

/** One update of parameters, layer state and optimiser state: the part that is tensors from end to end. */
export const update = <M extends ModelLike, S, Y extends AnyTensor>(
  plan: Plan<M, S, Y>,
  { params, layerState, optState }: Carry<M, S>,
  batch: Pick<Batch<AnyTensor, Y>, 'x' | 'y'>,
  mode: Mode,
): Updated<M, S> => {
  const [{ aux }, gradients] = valueAndGrad((params: Params<M>) => {
    const step = forward(plan.model, { params, layerState }, batch.x, mode)
    const loss = plan.objective(step.output, batch.y) as AnyTensor as Scalar
    const penalty = plan.penalty?.(params) ?? T.zeros([])
    return { value: T.add(loss, penalty) as AnyTensor as Scalar, aux: { loss, penalty, ...step } }
  })(params)
  const [updates, nextOptState] = plan.optimizer.update(gradients, optState, params)
  const moved = applyUpdates(params, updates)
  return {
    next: { params: plan.constraint?.(moved) ?? moved, layerState: aux.layerState, optState: nextOptState },
    gradients,
    output: aux.output,
    loss: aux.loss,
    penalty: aux.penalty,
    gradientNorm: Tree.globalNorm(gradients),
    updateRatio: ratio(updates, params),
  }
}

// ---- the numbers around it

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
 * One step: the gradient of objective and penalty on a batch, one update of the optimiser, the sums of the epoch.
 *
 * Pure: the same state and batch give the same result; randomness comes from (key, step). The batch has to be the one at
 * `state.position` of its epoch where the run is to be repeatable; `train` sees to that.
 *
 * Failures: `NonFinite` when loss, penalty or gradient is NaN or infinite; the state that came in is then the last good one.
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
export const trainStep =
  <M extends ModelLike, S, Y extends AnyTensor>(plan: Plan<M, S, Y>) =>
  (
    state: TrainState<M, S>,
    batch: Pick<Batch<AnyTensor, Y>, 'x' | 'y'>,
  ): E.Either<NonFinite, Stepped<M, S>> => {
    const { next, gradients, output, ...scalars } = update(plan, state, batch, {
      mode: 'train',
      key: stepKey(state.key, state.step),
    })
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
      const path = firstBadPath({ batch: { x: batch.x, y: batch.y }, params: state.params, gradients })
      return E.left({ _tag: 'NonFinite', quantity, value, epoch: state.epoch, step: state.step, path })
    }
    const metrics = updateMetrics(plan.metrics, state.running.metrics, output, batch.y)
    const running = add(state.running, numbers, metrics)
    return E.right({
      state: { ...state, ...next, step: state.step + 1, position: state.position + 1, running },
      ...numbers,
    })
  }
