import type { EarlyStopping, EarlyStoppingState } from './earlyStopping.ts'

/** What has been kept, and what the rule of stopping remembers. */
export interface KeepBestState<A> {
  readonly stopping: EarlyStoppingState
  /** What belongs to the best metric so far; `null` before the first metric that is a number. */
  readonly best: A | null
}

/** A reducer over metrics and what belongs to them. */
export interface KeepBest {
  readonly init: KeepBestState<never>
  readonly update: <A>(state: KeepBestState<A>, metric: number, candidate: A) => KeepBestState<A>
}

/**
 * A rule of stopping that keeps what belongs to the best metric: parameters, a whole training state, a path of a file.
 *
 * `best` becomes the candidate whenever the metric improves, by the rule's own measure; it is there whatever ended the run,
 * the rule, a number of epochs or a caller who had enough.
 *
 * @example
 * ```ts
 * import * as R from '@gradus/regularize'
 *
 * const keep = R.keepBest(R.earlyStopping({ patience: 5 }))
 * const epochs = [[0.9, 'first'], [0.5, 'second'], [0.6, 'third']] as const
 * const start: R.KeepBestState<string> = keep.init
 * const end = epochs.reduce((state, [loss, params]) => keep.update(state, loss, params), start)
 * end.best // => 'second'
 * end.stopping.stop // => false
 * ```
 */
export const keepBest = (rule: EarlyStopping): KeepBest => ({
  init: { stopping: rule.init, best: null },
  update: ({ stopping, best }, metric, candidate) => {
    const next = rule.update(stopping, metric)
    return { stopping: next, best: next.improved ? candidate : best }
  },
})
