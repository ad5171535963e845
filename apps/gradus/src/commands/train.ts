import { pipe } from '#fp/function'
import * as E from '#fp/Either'
import * as TE from '#fp/TaskEither'
import path from 'node:path'

import { calledAs } from '../cli/calledAs.ts'
import type { Command } from '../cli/Command.ts'
import type { ExitCode, Failure } from '../cli/Failure.ts'
import { exitCodes } from '../cli/Failure.ts'
import { handleOf } from '../cli/handle.ts'
import { listenForInterrupts } from '../cli/interrupts.ts'
import { settle } from '../cli/settle.ts'
import type { Terminal } from '../cli/Terminal.ts'
import type { Reporter } from '../progress/Progress.ts'
import type { OutputOptions } from '../progress/reporters.ts'
import { outputMode, reporterFor } from '../progress/reporters.ts'
import { alone } from '../runs/lock.ts'
import { findRun } from '../runs/names.ts'
import { dataText, modelText } from '../training/describe.ts'
import { finish } from '../training/finish.ts'
import type { Done } from '../training/loop.ts'
import { runLoop } from '../training/loop.ts'
import type { NewRunOptions, Prepared } from '../training/prepare.ts'
import { prepareNew, prepareResumed } from '../training/prepare.ts'

export interface TrainOptions extends NewRunOptions, OutputOptions {
  readonly resume?: string
}

const announce = (report: Reporter, { session, paths, from, notes }: Prepared): void => {
  report({
    event: 'start',
    run: path.basename(paths.folder),
    folder: paths.folder,
    data: dataText(session),
    model: modelText(session),
    epochs: session.plan.epochs,
    resumedAt: from === undefined ? null : { epoch: from.epoch + 1, step: from.step },
  })
  notes.forEach((message) => report({ event: 'note', message }))
}

const interrupted = (report: Reporter, { paths }: Prepared, { state }: Done, resume: string): ExitCode => {
  report({
    event: 'interrupted',
    run: path.basename(paths.folder),
    folder: paths.folder,
    epoch: state.epoch + 1,
    step: state.step,
    resume,
  })
  return exitCodes.interrupted
}

const resumeCommand = ({ runs }: TrainOptions, { paths }: Prepared): string =>
  `${calledAs} train --resume ${handleOf(runs, paths.folder)}`

/** Trains a prepared session to its end and closes it, or leaves it so that it can be resumed. */
const runPrepared =
  (options: TrainOptions, terminal: Terminal) =>
  (prepared: Prepared): TE.TaskEither<Failure, ExitCode> =>
  async () => {
    const report = reporterFor(outputMode(options, terminal), terminal)
    const wayOn = resumeCommand(options, prepared)
    const { signal, ignore } = listenForInterrupts(() =>
      report({
        event: 'note',
        message: 'Finishing the batch and saving; press Ctrl-C again to stop at once.',
      }),
    )
    const startedAt = performance.now()
    announce(report, prepared)
    const { session, paths, store, from } = prepared
    const ended = await runLoop(session, { paths, store, report, signal, from, wayOn })()
    ignore()
    if (E.isLeft(ended)) return ended
    if (ended.right.reason === 'interrupted')
      return E.right(interrupted(report, prepared, ended.right, wayOn))
    return pipe(
      finish({
        session,
        paths,
        run: path.basename(paths.folder),
        done: ended.right,
        seconds: (performance.now() - startedAt) / 1000,
        resumed: from !== undefined,
        handle: handleOf(options.runs, paths.folder),
      }),
      TE.map((done): ExitCode => {
        report(done)
        return exitCodes.done
      }),
    )()
  }

const newRun = (
  file: string | undefined,
  options: TrainOptions,
  terminal: Terminal,
): TE.TaskEither<Failure, ExitCode> =>
  pipe(
    prepareNew(file, options),
    TE.chain((prepared) => alone(prepared.paths.folder, runPrepared(options, terminal)(prepared))),
  )

const resumedRun = (
  run: string,
  options: TrainOptions,
  terminal: Terminal,
): TE.TaskEither<Failure, ExitCode> =>
  pipe(
    findRun(options.runs, run),
    TE.chain((folder) =>
      alone(folder, pipe(prepareResumed(folder), TE.chain(runPrepared(options, terminal)))),
    ),
  )

/** `gradus train`: a new run, or an interrupted one further on. */
export const train =
  (file: string | undefined, options: TrainOptions): Command =>
  (terminal) =>
    settle(
      terminal,
      options.resume === undefined
        ? newRun(file, options, terminal)
        : resumedRun(options.resume, options, terminal),
    )
