import { calledAs } from '../cli/calledAs.ts'
import type { CompletedTrial, History, RecordSpace, StudyRecord } from '@gradus/search'
import { best, isCompleted, Key, randomSearch, runStudy } from '@gradus/search'
import type { LogFile } from '@gradus/search/node'
import { openLog, showLogFileError } from '@gradus/search/node'
import { probeWritable } from '@gradus/train/node'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as O from '#fp/Option'
import * as TE from '#fp/TaskEither'
import path from 'node:path'

import type { Command } from '../cli/Command.ts'
import type { ExitCode, Failure } from '../cli/Failure.ts'
import { exitCodes, failed } from '../cli/Failure.ts'
import { writeText } from '../cli/files.ts'
import { handleOf } from '../cli/handle.ts'
import { listenForInterrupts } from '../cli/interrupts.ts'
import { settle } from '../cli/settle.ts'
import type { Terminal } from '../cli/Terminal.ts'
import { short } from '../format/numbers.ts'
import type { OutputMode } from '../progress/reporters.ts'
import { outputMode } from '../progress/reporters.ts'
import { textTable } from '../progress/textTable.ts'
import { moveConfig, showConfig } from '../runs/configFile.ts'
import { createRunFolder, findRun } from '../runs/names.ts'
import { unwritable } from '../runs/unwritable.ts'
import type { ReadySearch } from '../search/prepare.ts'
import { readySearch, searchPaths, writeSearch } from '../search/prepare.ts'
import type { SearchProgress } from '../search/progress.ts'
import { searchReporter } from '../search/progress.ts'
import { directionOf } from '../search/SearchConfig.ts'
import { configOf, runTrial } from '../search/trial.ts'

export interface SearchOptions {
  readonly resume?: string
  readonly name?: string
  readonly force?: boolean
  readonly runs: string
  readonly quiet?: boolean
  readonly json?: boolean
}

type Values = Readonly<Record<string, unknown>>
type Trials = History<Values>

interface Prepared {
  readonly ready: ReadySearch
  readonly folder: string
}

const prepareNew = (
  file: string | undefined,
  { name, runs, force = false }: SearchOptions,
): TE.TaskEither<Failure, Prepared> =>
  pipe(
    TE.Do,
    TE.bind('ready', () => readySearch(file ?? null)),
    TE.chainFirst(() => pipe(probeWritable(runs), TE.mapLeft(unwritable('tried')))),
    TE.bind('folder', ({ ready }) => createRunFolder(runs, name ?? ready.search.name, force)),
    TE.chainFirst(({ ready, folder }) =>
      writeSearch(folder, { ...ready, search: { ...ready.search, name: path.basename(folder) } }),
    ),
  )

const prepareResumed = (run: string, { runs }: SearchOptions): TE.TaskEither<Failure, Prepared> =>
  pipe(
    TE.Do,
    TE.bind('folder', () => findRun(runs, run, 'search.json')),
    TE.bind('ready', ({ folder }) => readySearch(searchPaths(folder).search)),
  )

const bestOf = (history: Trials): CompletedTrial<Values> | undefined => O.toUndefined(best(history))

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

type Log = LogFile<Values>

/** Runs what remains of the study, each record on the disk before the next; the history at the end. */
const runSearch =
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

const writeBest = (
  { ready, folder }: Prepared,
  { config }: CompletedTrial<Values>,
): TE.TaskEither<Failure, void> =>
  pipe(
    configOf(moveConfig(ready.base.config, ready.base.folder, folder), config),
    E.mapLeft(failed),
    TE.fromEither,
    TE.chain((found) =>
      writeText(searchPaths(folder).best, showConfig({ ...found, name: `${path.basename(folder)}-best` })),
    ),
  )

const topTrials = (history: Trials): readonly CompletedTrial<Values>[] => {
  const sign = history.direction === 'minimize' ? 1 : -1
  return history.trials
    .filter((trial): trial is CompletedTrial<Values> => isCompleted(trial))
    .toSorted((a, b) => sign * (a.outcome.value - b.outcome.value))
    .slice(0, 5)
}

const showCell = (value: unknown): string =>
  typeof value === 'number' ? short(value) : JSON.stringify(value)

const endText = ({ ready, folder }: Prepared, history: Trials): string => {
  const { search } = ready
  const keys = Object.keys(search.space.fields)
  return [
    '',
    `The best of ${history.trials.length} trials:`,
    '',
    textTable(
      ['trial', ...keys, search.objective],
      topTrials(history).map(({ id, config, outcome }) => [
        String(id + 1),
        ...keys.map((key) => showCell(config[key])),
        short(outcome.value),
      ]),
    ),
    `  all trials  ${searchPaths(folder).log}`,
    `  best        ${searchPaths(folder).best}`,
    '',
    'What to try next',
    `  ${calledAs} train ${searchPaths(folder).best}`,
    '',
  ].join('\n')
}

const tellEnd = (terminal: Terminal, mode: OutputMode, prepared: Prepared, history: Trials): void => {
  const { search, best: file } = searchPaths(prepared.folder)
  if (mode === 'json') {
    const top = bestOf(history)
    terminal.out(
      `${JSON.stringify({ event: 'done', trials: history.trials.length, values: top?.config, score: top?.outcome.value, files: { search, best: file } })}\n`,
    )
  } else if (mode !== 'quiet') terminal.out(endText(prepared, history))
}

const close =
  (terminal: Terminal, mode: OutputMode, prepared: Prepared) =>
  (history: Trials): TE.TaskEither<Failure, ExitCode> => {
    const top = bestOf(history)
    return top === undefined
      ? TE.left(
          failed(
            `All ${history.trials.length} trials failed; ${searchPaths(prepared.folder).log} has the reasons.`,
          ),
        )
      : pipe(
          writeBest(prepared, top),
          TE.map((): ExitCode => {
            tellEnd(terminal, mode, prepared, history)
            return exitCodes.done
          }),
        )
  }

const run =
  (options: SearchOptions, terminal: Terminal) =>
  (prepared: Prepared): TE.TaskEither<Failure, ExitCode> => {
    const { ready, folder } = prepared
    const mode = outputMode(options, terminal)
    const report = searchReporter(mode, terminal)
    const study = {
      space: ready.search.space,
      direction: directionOf(ready.search),
      key: Key.fromSeed(ready.search.seed),
    }
    return pipe(
      openLog(searchPaths(folder).log, study),
      TE.mapLeft((error) => failed(showLogFileError(error))),
      TE.chain((opened) => {
        const log = opened as unknown as Log
        const done = log.history.trials.filter(({ outcome }) => outcome._tag !== 'Open').length
        const { search } = ready
        report({
          event: 'start',
          run: path.basename(folder),
          folder,
          trials: search.trials,
          done,
          objective: search.objective,
        })
        const interrupts = listenForInterrupts(() =>
          report({ event: 'note', message: 'Stopping; press Ctrl-C again to stop at once.' }),
        )
        return pipe(
          runSearch(prepared, report, interrupts.signal)(log),
          TE.chainFirst(() =>
            pipe(
              log.close,
              TE.mapLeft((error) => failed(showLogFileError(error))),
            ),
          ),
          TE.chain((history) => {
            interrupts.ignore()
            if (!interrupts.signal.aborted) return close(terminal, mode, prepared)(history)
            report({
              event: 'note',
              message: `Interrupted; the finished trials are saved. Go on with\n  ${calledAs} search --resume ${handleOf(options.runs, folder)}`,
            })
            return TE.right(exitCodes.interrupted)
          }),
        )
      }),
    )
  }

/** `gradus search`: random settings from a space, the best written out as a configuration. */
export const search =
  (file: string | undefined, options: SearchOptions): Command =>
  (terminal) =>
    settle(
      terminal,
      pipe(
        options.resume === undefined ? prepareNew(file, options) : prepareResumed(options.resume, options),
        TE.chain(run(options, terminal)),
      ),
    )
