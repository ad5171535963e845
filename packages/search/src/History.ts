/**
 * The history of a study is an immutable value: everything that a strategy may look at.
 *
 * It is made by folding records into `emptyHistory`, one at a time, and in no other way. A running study and a
 * log that is read back use the same fold, so that they cannot disagree.
 */
import * as E from '#fp/Either'
import * as O from '#fp/Option'
import type { Direction, StudyRecord } from './StudyRecord.ts'
import { isCompleted, isOpen, type CompletedTrial, type Outcome, type Trial } from './Trial.ts'

export interface History<C> {
  readonly direction: Direction
  /** How many records were folded in; a log has as many lines. */
  readonly records: number
  readonly trials: readonly Trial<C>[]
}

/** A record that cannot follow the ones before it. */
export type Disorder =
  | { readonly _tag: 'MissingHeader' }
  | { readonly _tag: 'RepeatedHeader' }
  | { readonly _tag: 'DuplicateTrial'; readonly trial: number }
  | { readonly _tag: 'SkippedTrial'; readonly trial: number; readonly next: number }
  | { readonly _tag: 'UnknownTrial'; readonly trial: number }
  | { readonly _tag: 'FinishedTrial'; readonly trial: number }

/**
 * The history of a study that has not begun.
 *
 * @example
 * ```ts
 * import { emptyHistory } from '@gradus/search'
 *
 * emptyHistory('minimize') // => { direction: 'minimize', records: 0, trials: [] }
 * ```
 */
export const emptyHistory = <C = never>(direction: Direction): History<C> => ({
  direction,
  records: 0,
  trials: [],
})

/** The history with one more record, or the reason why that record cannot come next. */
export const append =
  <C>(record: StudyRecord<C>) =>
  (history: History<C>): E.Either<Disorder, History<C>> => {
    if (record.op === 'study') return begin(history)
    if (history.records === 0) return E.left({ _tag: 'MissingHeader' })
    switch (record.op) {
      case 'propose':
        return propose(history, record.trial, record.config)
      case 'complete':
        return finish(history, record.trial, { _tag: 'Completed', value: record.value })
      case 'fail':
        return finish(history, record.trial, { _tag: 'Failed', reason: record.reason })
    }
  }

const begin = <C>(history: History<C>): E.Either<Disorder, History<C>> =>
  history.records === 0 ? E.right({ ...history, records: 1 }) : E.left({ _tag: 'RepeatedHeader' })

const withTrials = <C>(history: History<C>, trials: readonly Trial<C>[]): History<C> => ({
  ...history,
  records: history.records + 1,
  trials,
})

const propose = <C>(history: History<C>, trial: number, config: C): E.Either<Disorder, History<C>> => {
  const next = history.trials.length
  if (trial < next) return E.left({ _tag: 'DuplicateTrial', trial })
  if (trial > next) return E.left({ _tag: 'SkippedTrial', trial, next })
  return E.right(withTrials(history, [...history.trials, { id: trial, config, outcome: { _tag: 'Open' } }]))
}

const finish = <C>(history: History<C>, trial: number, outcome: Outcome): E.Either<Disorder, History<C>> => {
  const found = history.trials[trial]
  if (found === undefined) return E.left({ _tag: 'UnknownTrial', trial })
  if (!isOpen(found)) return E.left({ _tag: 'FinishedTrial', trial })
  return E.right(withTrials(history, history.trials.with(trial, { ...found, outcome })))
}

/**
 * The completed trial with the best value, the earliest of equals; none before the first one completes.
 *
 * @example
 * ```ts
 * import { isNone } from 'fp-ts/lib/Option.js'
 * import { best, emptyHistory } from '@gradus/search'
 *
 * isNone(best(emptyHistory('minimize'))) // => true
 * ```
 */
export const best = <C>(history: History<C>): O.Option<CompletedTrial<C>> => {
  const sign = history.direction === 'minimize' ? 1 : -1
  const better = (a: number, b: number): boolean => sign * a < sign * b
  return history.trials
    .filter((trial): trial is CompletedTrial<C> => isCompleted(trial))
    .reduce<O.Option<CompletedTrial<C>>>(
      (top, trial) =>
        O.isSome(top) && !better(trial.outcome.value, top.value.outcome.value) ? top : O.some(trial),
      O.none,
    )
}
