/** A run: the fold of `trainStep` over epochs of batches, as an async iterable of snapshots. */
import { batchCount, batches } from '@gradus/data'
import type { Batch } from '@gradus/data'
import type { ModelLike } from '@gradus/layers'
import { GradusError, Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import * as E from '#fp/Either'
import { bestWeights, closeEpoch, endingOf } from './epoch.ts'
import type { Ending } from './epoch.ts'
import { evaluateBatch, evaluationBatches, noEvaluation, toMeasures } from './evaluate.ts'
import { firstBadPath } from './NonFinite.ts'
import type { NonFinite } from './NonFinite.ts'
import { pause } from './pause.ts'
import type { Plan, TrainingData, Weights } from './Plan.ts'
import { trainStep } from './step.ts'
import type { Stepped } from './step.ts'
import { initialState, orderKey } from './TrainState.ts'
import type { EpochRecord, Measures, TrainState } from './TrainState.ts'

/** After a batch. */
export interface StepSnapshot<M extends ModelLike, S> extends Stepped<M, S> {
  readonly _tag: 'step'
  /** Batches in an epoch. */
  readonly batches: number
}

/** After an epoch and its validation. */
export interface EpochSnapshot<M extends ModelLike, S> {
  readonly _tag: 'epoch'
  readonly state: TrainState<M, S>
  readonly record: EpochRecord
  /** Is it the best epoch so far? */
  readonly improved: boolean
}

/** The end: `params` and `layerState` are the best of the run; its last ones are in `state`. */
export interface DoneSnapshot<M extends ModelLike, S> extends Weights<M> {
  readonly _tag: 'done'
  readonly state: TrainState<M, S>
  readonly reason: Ending | 'interrupted'
}

/** The end of a run that cannot go on; `state` is the last good one. */
export interface FailedSnapshot<M extends ModelLike, S> extends Weights<M> {
  readonly _tag: 'failed'
  readonly state: TrainState<M, S>
  readonly error: NonFinite
}

/** What a run gives: immutable values, each of which can be kept, compared, or begun again from. */
export type Snapshot<M extends ModelLike, S> =
  | StepSnapshot<M, S>
  | EpochSnapshot<M, S>
  | DoneSnapshot<M, S>
  | FailedSnapshot<M, S>

/** How to run. */
export interface RunOptions<M extends ModelLike, S> {
  /** Where to begin: any state of a run of this plan. The first state by default. */
  readonly from?: TrainState<M, S> | undefined
  /** An `AbortSignal`, seen after the batch in flight, in validation too. */
  readonly signal?: { readonly aborted: boolean } | undefined
}

const checkData = (plan: Plan<ModelLike, never, never>, data: TrainingData<AnyTensor, AnyTensor>): void => {
  if (!Number.isInteger(plan.epochs) || plan.epochs < 0)
    throw new ValueError('train', `epochs must be a whole number from 0, got ${plan.epochs}.`)
  if (data.train.size === 0) throw new GradusError('train', 'the training part has no examples.')
  if (data.validation?.size === 0) throw new GradusError('train', 'the validation part has no examples.')
  if (plan.earlyStopping !== undefined && data.validation === undefined) {
    throw new GradusError(
      'train',
      'earlyStopping watches the validation loss. Give data.validation, or leave it out.',
    )
  }
}

/** Types tell most states apart, but not one that was typed loosely, and an update would fail on it without a word why. */
const checkOptState = <M extends ModelLike, S>(
  plan: Plan<M, S, never>,
  { params, optState }: TrainState<M, S>,
): void => {
  const expected = Tree.paths(plan.optimizer.init(params))
  const found = Tree.paths(optState)
  const missing = expected.find((path) => !found.includes(path))
  const other = found.find((path) => !expected.includes(path))
  if (missing !== undefined || other !== undefined)
    throw new GradusError(
      'train',
      `the state to begin from is of another optimiser: ${missing === undefined ? `it has ${other}` : `it lacks ${missing}`}. To go on with this one, begin from { ...state, optState: plan.optimizer.init(state.params) }.`,
    )
}

const done = <M extends ModelLike, S>(
  state: TrainState<M, S>,
  reason: DoneSnapshot<M, S>['reason'],
): DoneSnapshot<M, S> => ({ _tag: 'done', state, reason, ...bestWeights(state) })

const failed = <M extends ModelLike, S>(state: TrainState<M, S>, error: NonFinite): FailedSnapshot<M, S> => ({
  _tag: 'failed',
  state,
  error,
  ...bestWeights(state),
})

/** Numbers that are wrong at the end of an epoch: the last update can have spoilt the parameters. */
const badEpoch = <M extends ModelLike, S>(
  state: TrainState<M, S>,
  validation: Measures | undefined,
): NonFinite | undefined => {
  const { epoch, step } = state
  const path = firstBadPath({ params: state.params })
  const value = validation?.loss ?? 0
  if (!Number.isFinite(value))
    return { _tag: 'NonFinite', quantity: 'validation loss', value, epoch, step, path }
  return path === undefined
    ? undefined
    : { _tag: 'NonFinite', quantity: 'parameters', value: NaN, epoch, step, path }
}

/** The validation of a state, with a pause after each batch; undefined when it was interrupted. */
const validate = async <M extends ModelLike, S, X extends AnyTensor, Y extends AnyTensor>(
  plan: Plan<M, S, Y>,
  add: ReturnType<ReturnType<typeof evaluateBatch<M, Y>>>,
  dataset: NonNullable<TrainingData<X, Y>['validation']>,
  interrupted: () => boolean,
): Promise<Measures | undefined> => {
  let sums = noEvaluation(plan)
  for (const batch of evaluationBatches(dataset) as Iterable<Batch<AnyTensor, Y>>) {
    sums = add(sums, batch)
    await pause()
    if (interrupted()) return undefined
  }
  return toMeasures(plan.metrics, sums)
}

/**
 * Runs a plan on data: an async iterable of snapshots, one after each batch (`step`), one after each epoch (`epoch`), and
 * one at the end (`done`, or `failed` where a number was no longer finite).
 *
 * It stops by `break`, by an `AbortSignal` (after the batch in flight), by the plan's early stopping, or after its epochs.
 * `done.params` are the best of the run by validation loss, whatever ended it; `done.state` is where `from` takes up again.
 * From any state the run continues bit for bit as it would have without the interruption.
 *
 * Steps and evaluations are compiled once for each shape of batches, and kept for all runs of one `train(plan)`.
 *
 * Throws `GradusError` where a part is empty, or early stopping has no validation part to watch.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import { iris, split } from '@gradus/data'
 * import * as L from '@gradus/layers'
 * import * as Loss from '@gradus/losses'
 * import * as O from '@gradus/optim'
 * import { train } from '@gradus/train'
 *
 * const plan = {
 *   model: L.pipe(L.input([4]), L.dense(3)),
 *   objective: Loss.softmaxCrossEntropy,
 *   optimizer: O.adam({ learningRate: 0.05 }),
 *   batchSize: 16,
 *   epochs: 2,
 *   key: Rng.key(0),
 * }
 * const parts = split({ train: 0.8, validation: 0.2 }, { key: Rng.key(1), stratify: true })(iris())
 *
 * const seen: string[] = []
 * for await (const snapshot of train(plan)(parts)) seen.push(snapshot._tag)
 * seen.filter((tag) => tag === 'step').length // => 16
 * seen.at(-1) // => 'done'
 * ```
 */
export const train = <M extends ModelLike, S, Y extends AnyTensor>(plan: Plan<M, S, Y>) => {
  const step = trainStep(plan)
  const evaluating = evaluateBatch(plan)
  return async function* <X extends AnyTensor>(
    data: TrainingData<X, Y>,
    { from, signal }: RunOptions<M, S> = {},
  ): AsyncGenerator<Snapshot<M, S>, void, undefined> {
    checkData(plan as never, data)
    if (from !== undefined) checkOptState(plan as Plan<M, S, never>, from)
    const interrupted = (): boolean => signal?.aborted === true
    const perEpoch = batchCount({ size: plan.batchSize })(data.train.size)
    let state = from ?? initialState(plan)
    for (;;) {
      const ending = endingOf(plan, state)
      if (ending !== undefined) return yield done(state, ending)
      if (interrupted()) return yield done(state, 'interrupted')
      const { epoch, position } = state
      const order = batches({ size: plan.batchSize, key: orderKey(state.key), epoch, from: position })
      for (const batch of order(data.train) as Iterable<Batch<AnyTensor, Y>>) {
        const stepped = step(state, batch)
        if (E.isLeft(stepped)) return yield failed(state, stepped.left)
        state = stepped.right.state
        yield { _tag: 'step', batches: perEpoch, ...stepped.right }
        await pause()
        if (interrupted()) return yield done(state, 'interrupted')
      }
      const validation =
        data.validation && (await validate(plan, evaluating(state), data.validation, interrupted))
      if (data.validation !== undefined && validation === undefined) return yield done(state, 'interrupted')
      const bad = badEpoch(state, validation)
      if (bad !== undefined) return yield failed(state, bad)
      state = closeEpoch(plan)(state, validation)
      yield { _tag: 'epoch', state, record: state.history.at(-1)!, improved: state.best?.epoch === epoch }
    }
  }
}

/**
 * A run to its end, for those who do not watch it: the last snapshot.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import { fromArrays } from '@gradus/data'
 * import * as L from '@gradus/layers'
 * import * as Loss from '@gradus/losses'
 * import * as O from '@gradus/optim'
 * import { run } from '@gradus/train'
 *
 * const plan = {
 *   model: L.pipe(L.input([1]), L.dense(1)),
 *   objective: Loss.mse,
 *   optimizer: O.sgd({ learningRate: 0.1 }),
 *   batchSize: 3,
 *   epochs: 200,
 *   key: Rng.key(0),
 * }
 * const end = await run(plan)({ train: fromArrays([[0], [1], [2]], [[1], [3], [5]]) })
 * end._tag // => 'done'
 * end.state.history.at(-1)!.train.loss < 1e-3 // => true
 * ```
 */
export const run =
  <M extends ModelLike, S, Y extends AnyTensor>(plan: Plan<M, S, Y>) =>
  async <X extends AnyTensor>(
    data: TrainingData<X, Y>,
    options: RunOptions<M, S> = {},
  ): Promise<DoneSnapshot<M, S> | FailedSnapshot<M, S>> => {
    for await (const snapshot of train(plan)(data, options)) {
      if (snapshot._tag === 'done' || snapshot._tag === 'failed') return snapshot
    }
    throw new GradusError('run', 'a run ends with a snapshot that says so.')
  }
