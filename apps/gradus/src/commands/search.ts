import { Key } from '@gradus/search'
import { openLog, showLogFileError } from '@gradus/search/node'
import { probeWritable } from '@gradus/train/node'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'
import path from 'node:path'

import { calledAs } from '../cli/calledAs.ts'
import type { Command } from '../cli/Command.ts'
import type { ExitCode, Failure } from '../cli/Failure.ts'
import { exitCodes, failed } from '../cli/Failure.ts'
import { handleOf } from '../cli/handle.ts'
import { listenForInterrupts } from '../cli/interrupts.ts'
import { settle } from '../cli/settle.ts'
import type { Terminal } from '../cli/Terminal.ts'
import type { OutputMode, OutputOptions } from '../progress/reporters.ts'
import { outputMode } from '../progress/reporters.ts'
import { createRunFolder, findRun } from '../runs/names.ts'
import { unwritable } from '../runs/unwritable.ts'
import { endText, writeBest } from '../search/outcome.ts'
import { readySearch, searchPaths, writeSearch } from '../search/prepare.ts'
import { searchReporter } from '../search/progress.ts'
import type { Log, Prepared, Trials } from '../search/runSearch.ts'
import { bestOf, runSearch } from '../search/runSearch.ts'
import { directionOf } from '../search/SearchConfig.ts'

export interface SearchOptions extends OutputOptions {
  readonly resume?: string
  readonly name?: string
  readonly force?: boolean
  readonly runs: string
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
