import { calledAs } from '../cli/calledAs.ts'
import type { AnyModel } from '@gradus/layers'
import type { EmptyState } from '@gradus/optim'
import { decodeState, showFormatError } from '@gradus/train'
import type { TrainState } from '@gradus/train'
import { openCheckpointStore, probeWritable, showRejected, showStoreError } from '@gradus/train/node'
import type { CheckpointStore, StoreError } from '@gradus/train/node'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
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
import type { Override } from '../config/override.ts'
import type { FoundConfig } from '../config/readConfig.ts'
import { readConfig } from '../config/readConfig.ts'
import { outputMode, reporterFor } from '../progress/reporters.ts'
import type { Reporter } from '../progress/Progress.ts'
import { moveConfig, readRunConfig, writeRunConfig } from '../runs/configFile.ts'
import { createRunFolder, findRun } from '../runs/names.ts'
import { unwritable } from '../runs/unwritable.ts'
import type { RunPaths } from '../runs/paths.ts'
import { runPaths } from '../runs/paths.ts'
import { dataText, modelText } from '../training/describe.ts'
import { finish } from '../training/finish.ts'
import type { Done } from '../training/loop.ts'
import { runLoop } from '../training/loop.ts'
import { metricsLine, toMetrics } from '../training/metrics.ts'
import type { AppState } from '../training/plan.ts'
import type { Session } from '../training/Session.ts'
import { openSession } from '../training/Session.ts'

export interface TrainOptions {
  readonly resume?: string
  readonly name?: string
  readonly force?: boolean
  readonly set?: readonly Override[]
  readonly runs: string
  readonly quiet?: boolean
  readonly json?: boolean
}

/** A session with its folder and where it stands: a new one at the beginning, a resumed one at its checkpoint. */
interface Prepared {
  readonly session: Session
  readonly paths: RunPaths
  readonly store: CheckpointStore
  readonly from: AppState | undefined
  /** Checkpoints that were passed over, and the like. */
  readonly notes: readonly string[]
}

const openStore = (paths: RunPaths, session: Session): TE.TaskEither<Failure, CheckpointStore> =>
  pipe(
    openCheckpointStore(paths.checkpoints, { keep: session.config.train.checkpoints.keep }),
    TE.mapLeft((error) => failed(showStoreError(error))),
  )

/** What --name says takes the place of what the configuration says. */
const named = (found: FoundConfig, name: string | undefined): FoundConfig =>
  name === undefined ? found : { ...found, config: { ...found.config, name } }

const prepareNew = (file: string | undefined, options: TrainOptions): TE.TaskEither<Failure, Prepared> =>
  pipe(
    TE.Do,
    TE.bind('found', () => readConfig(file ?? null, options.set)),
    TE.bind('session', ({ found }) => openSession(named(found, options.name))),
    TE.chainFirst(() => pipe(probeWritable(options.runs), TE.mapLeft(unwritable('trained')))),
    TE.bind('folder', ({ session }) =>
      createRunFolder(options.runs, session.config.name, options.force === true),
    ),
    TE.bind('paths', ({ folder }) => TE.right(runPaths(folder))),
    TE.chainFirst(({ found, folder, session }) =>
      writeRunConfig(
        folder,
        moveConfig({ ...session.config, name: path.basename(folder) }, found.folder, folder),
      ),
    ),
    TE.chainFirst(({ paths }) => writeText(paths.metrics, '')),
    TE.bind('store', ({ paths, session }) => openStore(paths, session)),
    TE.map(({ session, paths, store }) => ({ session, paths, store, from: undefined, notes: [] })),
  )

interface Found {
  readonly from: TrainState<AnyModel, EmptyState> | undefined
  readonly notes: readonly string[]
}

const nothingSaved = (error: StoreError): E.Either<Failure, Found> =>
  error._tag === 'NoCheckpoint' && error.rejected.length === 0
    ? E.right({ from: undefined, notes: ['The run had not saved anything yet; it begins again.'] })
    : E.left(failed(`${showStoreError(error)}\nTrain anew with ${calledAs} train.`))

/** The newest good checkpoint; that of another model is no way to go on. */
const loadState = (store: CheckpointStore, session: Session): TE.TaskEither<Failure, Found> =>
  pipe(
    store.loadLatest,
    TE.matchE(
      (error) => TE.fromEither(nothingSaved(error)),
      ({ bytes, rejected }) =>
        pipe(
          decodeState(session.plan)(bytes),
          E.bimap(
            (error) =>
              failed(
                `The checkpoint in ${store.directory} does not belong to this configuration. It is ${showFormatError(error)}\n` +
                  'Bring back the old config.json, or train anew.',
              ),
            (from): Found => ({
              from,
              notes: [
                ...rejected.map(showRejected),
                ...(rejected.length > 0
                  ? [`Going on from the checkpoint before, at step ${from.step}.`]
                  : []),
              ],
            }),
          ),
          TE.fromEither,
        ),
    ),
  )

/** metrics.jsonl may be ahead of the checkpoint, or torn: it is what the checkpoint remembers. */
const rewriteMetrics = (paths: RunPaths, session: Session, from: AppState | undefined) =>
  writeText(
    paths.metrics,
    (from?.history ?? [])
      .map((record) => metricsLine(toMetrics(session.material.preparation)(record)))
      .join(''),
  )

const prepareResumed = (run: string, { runs }: TrainOptions): TE.TaskEither<Failure, Prepared> =>
  pipe(
    TE.Do,
    TE.bind('folder', () => findRun(runs, run)),
    TE.bind('session', ({ folder }) => pipe(readRunConfig(folder), TE.chain(openSession))),
    TE.bind('paths', ({ folder }) => TE.right(runPaths(folder))),
    TE.chainFirst(({ folder }) => pipe(probeWritable(folder), TE.mapLeft(unwritable('trained')))),
    TE.bind('store', ({ paths, session }) => openStore(paths, session)),
    TE.bind('found', ({ store, session }) => loadState(store, session)),
    TE.chainFirst(({ paths, session, found }) => rewriteMetrics(paths, session, found.from)),
    TE.map(({ session, paths, store, found }) => ({ session, paths, store, ...found })),
  )

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

/** `gradus train`: a new run, or an interrupted one further on. */
export const train =
  (file: string | undefined, options: TrainOptions): Command =>
  (terminal) =>
    settle(
      terminal,
      pipe(
        options.resume === undefined ? prepareNew(file, options) : prepareResumed(options.resume, options),
        TE.chain(runPrepared(options, terminal)),
      ),
    )
