import { ValueError } from '@gradus/tensor'

/** The settings of `earlyStopping`. */
export interface EarlyStoppingOptions {
  /** After how many epochs in a row without improvement to stop. */
  readonly patience: number
  /** By how much a metric must beat the best one to count as an improvement; 0 unless given. */
  readonly minDelta?: number
  /** Is a smaller metric better, such as a loss, or a larger one, such as an accuracy? `min` unless given. */
  readonly mode?: 'min' | 'max'
}

/** What early stopping remembers: plain JSON, to be saved with a run. */
export interface EarlyStoppingState {
  /** The best metric so far; `null` before the first. */
  readonly best: number | null
  /** The epoch of the best metric, from 1; 0 before the first. */
  readonly bestEpoch: number
  /** How many metrics have been seen. */
  readonly epoch: number
  /** How many epochs have passed since the best one. */
  readonly wait: number
  /** Did the last metric improve on all before it? Then its parameters are the ones to keep. */
  readonly improved: boolean
  /** Has the patience run out? Once true it stays so. */
  readonly stop: boolean
}

/** A rule of stopping: a reducer over the metric of each epoch. */
export interface EarlyStopping {
  readonly init: EarlyStoppingState
  readonly update: (state: EarlyStoppingState, metric: number) => EarlyStoppingState
}

const start: EarlyStoppingState = {
  best: null,
  bestEpoch: 0,
  epoch: 0,
  wait: 0,
  improved: false,
  stop: false,
}

const requireOptions = (patience: number, minDelta: number): void => {
  if (!(Number.isInteger(patience) && patience >= 1))
    throw new ValueError(
      'earlyStopping',
      `patience must be a whole number of epochs, 1 or more, got ${patience}.`,
    )
  if (!(Number.isFinite(minDelta) && minDelta >= 0))
    throw new ValueError('earlyStopping', `minDelta must be zero or more, and finite, got ${minDelta}.`)
}

/**
 * Stops training when a metric of the validation set no longer improves.
 *
 * A metric improves when it beats the best one by more than `minDelta`; after `patience` epochs in a row that
 * do not, `stop` is true. A metric that is not a number never improves. The caller keeps the parameters of
 * the epoch whenever `improved` is true, and goes back to them at the end.
 *
 * Throws `ValueError` unless `patience` is a whole number of 1 or more and `minDelta` zero or more.
 *
 * Source: Prechelt, "Early Stopping - But When?", 1998, criterion UP.
 *
 * @example
 * ```ts
 * import * as R from '@gradus/regularize'
 *
 * const rule = R.earlyStopping({ patience: 2 })
 * const losses = [0.9, 0.5, 0.6, 0.7]
 *
 * const { best, bestEpoch, stop } = losses.reduce(rule.update, rule.init)
 *
 * best // => 0.5
 * bestEpoch // => 2
 * stop // => true
 * ```
 */
export const earlyStopping = ({
  patience,
  minDelta = 0,
  mode = 'min',
}: EarlyStoppingOptions): EarlyStopping => {
  requireOptions(patience, minDelta)
  const beats = (metric: number, best: number | null): boolean =>
    best === null
      ? !Number.isNaN(metric)
      : mode === 'min'
        ? metric < best - minDelta
        : metric > best + minDelta
  return {
    init: start,
    update: (state, metric) => {
      const epoch = state.epoch + 1
      if (beats(metric, state.best))
        return { best: metric, bestEpoch: epoch, epoch, wait: 0, improved: true, stop: state.stop }
      const wait = state.wait + 1
      return { ...state, epoch, wait, improved: false, stop: state.stop || wait >= patience }
    },
  }
}
