/** The state of a run: one immutable value, and the first of them. */
import * as L from '@gradus/layers'
import type { ModelLike, Params } from '@gradus/layers'
import type { StateOf } from '@gradus/optim'
import type { EarlyStoppingState } from '@gradus/regularize'
import { Rng } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { Plan, Weights } from './Plan.ts'

/** What was measured on a part of the data: the mean objective (without penalty), and the plan's metrics by name. */
export interface Measures {
  readonly loss: number
  readonly metrics: Readonly<Record<string, number>>
}

/** What an epoch came to. */
export interface EpochRecord {
  /** Epochs count from 0. */
  readonly epoch: number
  /** Updates made since the run began, at the end of this epoch. */
  readonly step: number
  /** Of the training batches as they went by, dropout and all; the parameters changed meanwhile. */
  readonly train: Measures
  /** Of the whole validation part at the end of the epoch. */
  readonly validation?: Measures
  /** The mean penalty, 0 without one. */
  readonly penalty: number
  /** The mean length of the gradient. */
  readonly gradientNorm: number
  /** The mean of |update| / |parameters|; about 1e-3 is usual for a good learning rate. */
  readonly updateRatio: number
}

/** Sums over the batches of the running epoch. */
export interface Running {
  readonly steps: number
  readonly examples: number
  readonly loss: number
  readonly penalty: number
  readonly gradientNorm: number
  readonly updateRatio: number
  readonly metrics: Readonly<Record<string, unknown>>
}

/** The best parameters so far, by validation loss, and where they were found. */
export interface Best<M extends ModelLike> extends Weights<M> {
  readonly epoch: number
  readonly step: number
  readonly loss: number
}

/** Everything that changes in a run. `M` is the model's type, `S` the optimiser's state as its type names it. */
export interface TrainState<M extends ModelLike, S> extends Weights<M> {
  readonly optState: StateOf<S, Params<M>>
  readonly key: Rng.Key
  /** The epoch that is running, from 0; it equals the plan's `epochs` when the run is over. */
  readonly epoch: number
  /** Batches of this epoch that have been used. */
  readonly position: number
  /** Updates made. */
  readonly step: number
  readonly running: Running
  readonly stopping: EarlyStoppingState | undefined
  readonly best: Best<M> | undefined
  readonly history: readonly EpochRecord[]
}

/** The sums of an epoch that has not begun. */
export const nothingYet = (metrics: Plan<ModelLike, unknown>['metrics'] = []): Running => ({
  steps: 0,
  examples: 0,
  loss: 0,
  penalty: 0,
  gradientNorm: 0,
  updateRatio: 0,
  metrics: Object.fromEntries(metrics.map(({ name, init }) => [name, init])),
})

/** What a plan's key is folded with, so that no two uses draw the same numbers. */
const purposes = { weights: 0, order: 1, step: 2 } as const

/** The key of the order of examples; the epoch is folded in by `batches`. */
export const orderKey = (key: Rng.Key): Rng.Key => Rng.foldIn(key, purposes.order)

/** The key of everything random inside one step. */
export const stepKey = (key: Rng.Key, step: number): Rng.Key =>
  Rng.foldIn(Rng.foldIn(key, purposes.step), step)

/**
 * The state before the first step of a plan.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 * import * as Loss from '@gradus/losses'
 * import * as O from '@gradus/optim'
 * import { initialState } from '@gradus/train'
 *
 * const state = initialState({
 *   model: L.pipe(L.input([4]), L.dense(3)),
 *   objective: Loss.softmaxCrossEntropy,
 *   optimizer: O.adam({ learningRate: 0.01 }),
 *   batchSize: 32,
 *   epochs: 10,
 *   key: Rng.key(0),
 * })
 * state.params.dense_0.kernel.shape // => [4, 3]
 * state.step // => 0
 * ```
 */
export const initialState = <M extends ModelLike, S, Y extends AnyTensor>(
  plan: Plan<M, S, Y>,
): TrainState<M, S> => {
  const { params, state: layerState } = L.init(plan.model, Rng.foldIn(plan.key, purposes.weights))
  return {
    params,
    layerState,
    optState: plan.optimizer.init(params),
    key: plan.key,
    epoch: 0,
    position: 0,
    step: 0,
    running: nothingYet(plan.metrics),
    stopping: plan.earlyStopping?.init,
    best: undefined,
    history: [],
  }
}
