import type { CompletedTrial, History, RecordSpace, StudyRecord } from '@gradus/search'
import { best, Key, randomSearch, runStudy } from '@gradus/search'
import type { LogFile } from '@gradus/search/node'
import { showLogFileError } from '@gradus/search/node'
import * as E from '#fp/Either'
import * as O from '#fp/Option'
import type * as TE from '#fp/TaskEither'

import type { Failure } from '../cli/Failure.ts'
import { failed } from '../cli/Failure.ts'
import type { ReadySearch } from './prepare.ts'
import type { SearchProgress } from './progress.ts'
import { directionOf } from './SearchConfig.ts'
import { runTrial } from './trial.ts'

export type Values = Readonly<Record<string, unknown>>
export type Trials = History<Values>

/** A search with its folder. */
export interface Prepared {
  readonly ready: ReadySearch
  readonly folder: string
}

/** The best finished trial so far. */
export const bestOf = (history: Trials): CompletedTrial<Values> | undefined => O.toUndefined(best(history))

const tellTrial = (
  report: (progress: SearchProgress) => void,
  trials: number,
  record: StudyRecord<Values>,
  history: Trials,
): void => {
  if (record.op !== 'complete' && record.op !== 'fail') return
  report({
    event: 'trial',
    trial: record.trial + 1,
    trials,
    values: history.trials[record.trial]?.config ?? {},
    score: record.op === 'complete' ? record.value : null,
    reason: record.op === 'fail' ? record.reason : null,
    best: bestOf(history)?.id === record.trial,
  })
}

export type Log = LogFile<Values>

/** Runs what remains of the study, each record on the disk before the next; the history at the end. */
export const runSearch =
  ({ ready, folder }: Prepared, report: (progress: SearchProgress) => void, signal: AbortSignal) =>
  (log: Log): TE.TaskEither<Failure, Trials> =>
  async () => {
    const { search, base, source } = ready
    let history: Trials = log.history
    const events = runStudy<RecordSpace>({
      space: search.space,
      direction: directionOf(search),
      key: Key.fromSeed(search.seed),
      strategy: randomSearch(),
      trials: search.trials,
      history: log.history as History<never>,
      signal,
      objective: (values, { trial }) =>
        runTrial({
          base,
          source,
          search,
          values,
          signal,
          onEpoch: (epoch, epochs) =>
            report({
              event: 'epoch',
              trial: trial + 1,
              trials: search.trials,
              epoch,
              epochs,
              best: bestOf(history)?.outcome.value ?? null,
            }),
        }),
    })
    for await (const event of events) {
      const written = await log.append(event.record as StudyRecord<never>)()
      if (E.isLeft(written))
        return E.left(failed(`${showLogFileError(written.left)} The log in ${folder} is intact.`))
      history = event.history as Trials
      tellTrial(report, search.trials, event.record as StudyRecord<Values>, history)
    }
    return E.right(history)
  }
