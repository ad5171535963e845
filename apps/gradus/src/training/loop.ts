import { train, encodeState, showNonFinite } from '@gradus/train'
import type { DoneSnapshot, EpochSnapshot, StepSnapshot } from '@gradus/train'
import type { AnyModel } from '@gradus/layers'
import type { EmptyState } from '@gradus/optim'
import { showStoreError } from '@gradus/train/node'
import type { CheckpointStore } from '@gradus/train/node'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'
import { appendFile } from 'node:fs/promises'

import type { Failure } from '../cli/Failure.ts'
import { failed } from '../cli/Failure.ts'
import { reason } from '../cli/files.ts'
import type { Meter } from '../progress/pace.ts'
import { advance, paceOf, startMeter } from '../progress/pace.ts'
import type { Metric, Reporter } from '../progress/Progress.ts'
import type { RunPaths } from '../runs/paths.ts'
import { metricsLine, toMetrics } from './metrics.ts'
import type { AppState } from './plan.ts'
import type { Session } from './Session.ts'

type Step = StepSnapshot<AnyModel, EmptyState>
type Epoch = EpochSnapshot<AnyModel, EmptyState>
export type Done = DoneSnapshot<AnyModel, EmptyState>

/** What a running session writes to and tells. */
export interface Surroundings {
  readonly paths: RunPaths
  readonly store: CheckpointStore
  readonly report: Reporter
  readonly signal: AbortSignal
  /** Where to go on from; undefined at the beginning. */
  readonly from: AppState | undefined
  /** How to go on after a failure, for its message: `gradus train --resume digits`. */
  readonly wayOn: string
}

/** What the loop itself remembers between snapshots: how fast it goes and when it last saved. */
interface Memory {
  readonly meter: Meter
  readonly savedAt: number
  readonly validation: Metric | null
}

const examplesLeft = ({ plan, material }: Session, { epoch, running }: AppState): number =>
  (plan.epochs - epoch) * material.train.ready.size - running.examples

const cannotSave =
  (wayOn: string) =>
  (why: string): Failure =>
    failed(`${why}\nTraining stopped. The checkpoints before this one are intact; go on with: ${wayOn}`)

const save =
  ({ store, wayOn }: Surroundings) =>
  (state: AppState, best: boolean): TE.TaskEither<Failure, unknown> =>
    pipe(
      store.save({ step: state.step, epoch: state.epoch, best, bytes: encodeState(state) }),
      TE.mapLeft((error) => cannotSave(wayOn)(`Cannot save a checkpoint. ${showStoreError(error)}`)),
    )

const appendMetrics = (
  { paths, wayOn }: Surroundings,
  { material }: Session,
  { record }: Epoch,
): TE.TaskEither<Failure, void> =>
  TE.tryCatch(
    () => appendFile(paths.metrics, metricsLine(toMetrics(material.preparation)(record))),
    (error) => cannotSave(wayOn)(`Cannot write ${paths.metrics}: ${reason(error)}.`),
  )

const tellStep = ({ report }: Surroundings, session: Session, step: Step, memory: Memory): Memory => {
  const meter = advance(memory.meter, step.examples)
  const { state } = step
  report({
    event: 'batch',
    epoch: state.epoch + 1,
    epochs: session.plan.epochs,
    batch: state.position,
    batches: step.batches,
    loss: state.running.loss / state.running.examples,
    validation: memory.validation,
    ...paceOf(meter, performance.now(), examplesLeft(session, state)),
  })
  return { ...memory, meter }
}

const tellEpoch = ({ report }: Surroundings, session: Session, epoch: Epoch, memory: Memory): Memory => {
  const metrics = toMetrics(session.material.preparation)(epoch.record)
  report({
    event: 'epoch',
    epoch: metrics.epoch,
    epochs: session.plan.epochs,
    loss: metrics.trainLoss,
    validationLoss: metrics.validationLoss,
    validation: metrics.validationMetric,
    best: epoch.improved,
    ...paceOf(memory.meter, performance.now(), examplesLeft(session, epoch.state)),
  })
  return { ...memory, validation: metrics.validationMetric }
}

const isDue = ({ config }: Session, { savedAt }: Memory): boolean =>
  performance.now() - savedAt >= config.train.checkpoints.everySeconds * 1000

const lastValidation = ({ material }: Session, from: AppState | undefined): Metric | null => {
  const record = from?.history.at(-1)
  return record === undefined ? null : toMetrics(material.preparation)(record).validationMetric
}

const notFinite = (wayOn: string, error: Parameters<typeof showNonFinite>[0]): Failure =>
  failed(
    `Training cannot go on: ${showNonFinite(error)}\n` +
      `Set optimizer.learningRate lower, or optimizer.clipNorm to 1. The last checkpoint is good: ${wayOn}`,
  )

/**
 * Trains to the end, or until the signal: tells how it goes, keeps metrics.jsonl and the checkpoints, and gives the last
 * snapshot, which has been saved when it arrives here.
 */
export const runLoop =
  (session: Session, around: Surroundings): TE.TaskEither<Failure, Done> =>
  async () => {
    const { plan, material } = session
    const data = { train: material.train.ready, validation: material.validation.ready }
    const now = performance.now()
    let memory: Memory = {
      meter: startMeter(now),
      savedAt: now,
      validation: lastValidation(session, around.from),
    }
    for await (const snapshot of train(plan)(data, { from: around.from, signal: around.signal })) {
      switch (snapshot._tag) {
        case 'step':
          memory = tellStep(around, session, snapshot, memory)
          break
        case 'epoch': {
          memory = tellEpoch(around, session, snapshot, memory)
          const written = await appendMetrics(around, session, snapshot)()
          if (E.isLeft(written)) return written
          if (!isDue(session, memory)) break
          const saved = await save(around)(snapshot.state, snapshot.improved)()
          if (E.isLeft(saved)) return saved
          memory = { ...memory, savedAt: performance.now() }
          break
        }
        case 'failed':
          return E.left(notFinite(around.wayOn, snapshot.error))
        case 'done': {
          const saved = await save(around)(snapshot.state, false)()
          return E.isLeft(saved) ? saved : E.right(snapshot)
        }
      }
    }
    return E.left(
      failed('Training ended without a last snapshot, which is a mistake in gradus. Please report it.'),
    )
  }
