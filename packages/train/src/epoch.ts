/** The end of an epoch: what it came to, whether it is the best, whether to stop. */
import type { ModelLike } from '@gradus/layers'
import type { AnyTensor } from '@gradus/tensor'
import { toMeasures } from './evaluate.ts'
import type { Plan, Weights } from './Plan.ts'
import { nothingYet } from './TrainState.ts'
import type { Best, EpochRecord, Measures, TrainState } from './TrainState.ts'

/** Why a run has ended by itself. */
export type Ending = 'epochs' | 'earlyStopping'

const toRecord = <M extends ModelLike, S, Y extends AnyTensor>(
  plan: Plan<M, S, Y>,
  { epoch, step, running }: TrainState<M, S>,
  validation: Measures | undefined,
): EpochRecord => ({
  epoch,
  step,
  train: toMeasures(plan.metrics, running),
  ...(validation === undefined ? {} : { validation }),
  penalty: running.penalty / running.steps,
  gradientNorm: running.gradientNorm / running.steps,
  updateRatio: running.updateRatio / running.steps,
})

const better = <M extends ModelLike, S>(
  { params, layerState, epoch, step, best }: TrainState<M, S>,
  loss: number,
  improved: boolean,
): Best<M> | undefined => (improved ? { params, layerState, epoch, step, loss } : best)

/** The state with its epoch closed: recorded, compared with the best, and the next one opened. */
export const closeEpoch =
  <M extends ModelLike, S, Y extends AnyTensor>(plan: Plan<M, S, Y>) =>
  (state: TrainState<M, S>, validation: Measures | undefined): TrainState<M, S> => {
    const closed = {
      ...state,
      epoch: state.epoch + 1,
      position: 0,
      running: nothingYet(plan.metrics),
      history: [...state.history, toRecord(plan, state, validation)],
    }
    if (validation === undefined) return closed
    const { loss } = validation
    const rule = plan.earlyStopping
    const stopping = rule?.update(state.stopping ?? rule.init, loss)
    const improved = stopping?.improved ?? loss < (state.best?.loss ?? Infinity)
    return { ...closed, stopping, best: better(state, loss, improved) }
  }

/** Why a run in this state is over, if it is. */
export const endingOf = <M extends ModelLike, S, Y extends AnyTensor>(
  plan: Plan<M, S, Y>,
  state: TrainState<M, S>,
): Ending | undefined => {
  if (plan.earlyStopping !== undefined && state.stopping?.stop === true) return 'earlyStopping'
  return state.epoch >= plan.epochs ? 'epochs' : undefined
}

/**
 * The weights that a run in this state would hand over: the best by validation loss, or the last where there was no
 * validation part (or no epoch has ended yet).
 */
export const bestWeights = <M extends ModelLike, S>(state: TrainState<M, S>): Weights<M> => {
  const { params, layerState } = state.best ?? state
  return { params, layerState }
}
