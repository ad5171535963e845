import { decodeState, showFormatError } from '@gradus/train'
import { openCheckpointStore, probeWritable, showRejected, showStoreError } from '@gradus/train/node'
import type { CheckpointStore, StoreError } from '@gradus/train/node'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'
import path from 'node:path'

import { calledAs } from '../cli/calledAs.ts'
import type { Failure } from '../cli/Failure.ts'
import { failed } from '../cli/Failure.ts'
import { writeText } from '../cli/files.ts'
import type { Override } from '../config/override.ts'
import type { FoundConfig } from '../config/readConfig.ts'
import { readConfig } from '../config/readConfig.ts'
import { moveConfig, readRunConfig, writeRunConfig } from '../runs/configFile.ts'
import { createRunFolder } from '../runs/names.ts'
import type { RunPaths } from '../runs/paths.ts'
import { runPaths } from '../runs/paths.ts'
import { unwritable } from '../runs/unwritable.ts'
import { metricsLine, toMetrics } from './metrics.ts'
import type { AppState } from './plan.ts'
import type { Session } from './Session.ts'
import { openSession } from './Session.ts'

export interface NewRunOptions {
  readonly name?: string
  readonly force?: boolean
  readonly set?: readonly Override[]
  readonly runs: string
}

/** A session with its folder and where it stands: a new one at the beginning, a resumed one at its checkpoint. */
export interface Prepared {
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

/** A new run: everything that can be refused is refused before its folder is made. */
export const prepareNew = (
  file: string | undefined,
  options: NewRunOptions,
): TE.TaskEither<Failure, Prepared> =>
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
  readonly from: AppState | undefined
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

/** An earlier run, taken up where its newest good checkpoint stands. */
export const prepareResumed = (folder: string): TE.TaskEither<Failure, Prepared> =>
  pipe(
    TE.Do,
    TE.bind('session', () => pipe(readRunConfig(folder), TE.chain(openSession))),
    TE.bind('paths', () => TE.right(runPaths(folder))),
    TE.chainFirst(() => pipe(probeWritable(folder), TE.mapLeft(unwritable('trained')))),
    TE.bind('store', ({ paths, session }) => openStore(paths, session)),
    TE.bind('found', ({ store, session }) => loadState(store, session)),
    TE.chainFirst(({ paths, session, found }) => rewriteMetrics(paths, session, found.from)),
    TE.map(({ session, paths, store, found }) => ({ session, paths, store, ...found })),
  )
