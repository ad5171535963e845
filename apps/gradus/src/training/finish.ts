import { calledAs } from '../cli/calledAs.ts'
import { diagnose, showDiagnosis } from '@gradus/train'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'

import type { Failure } from '../cli/Failure.ts'
import { readText, replaceText } from '../cli/files.ts'
import type { Done, Score } from '../progress/Progress.ts'
import { page } from '../report/page.ts'
import type { Report, TestResult } from '../report/Report.ts'
import type { RunPaths } from '../runs/paths.ts'
import { writeBest } from './bestFile.ts'
import { dataText, layerRows } from './describe.ts'
import { environment } from './environment.ts'
import type { Done as DoneSnapshot } from './loop.ts'
import type { EpochMetrics } from './metrics.ts'
import { toMetrics } from './metrics.ts'
import type { Session } from './Session.ts'
import { measure } from './testResult.ts'

/** The end of a run, and what its last words need to know besides. */
export interface Ended {
  readonly session: Session
  readonly paths: RunPaths
  readonly run: string
  readonly done: DoneSnapshot
  readonly seconds: number
  readonly resumed: boolean
  /** The run as a user writes it on the command line. */
  readonly handle: string
}

export const scoreOf = (result: TestResult): Score => {
  if (result.task === 'regression') {
    const { points: _, ...score } = result
    return score
  }
  const { right, size, loss, interval } = result
  return {
    task: 'classification',
    accuracy: right / size,
    low: interval.low,
    high: interval.high,
    right,
    size,
    loss,
  }
}

const bestEpochOf = ({ state }: DoneSnapshot): number => (state.best?.epoch ?? state.history.length - 1) + 1

const endingText = (done: DoneSnapshot): string =>
  done.reason === 'earlyStopping' ? 'stopped early' : 'reached the limit'

const toReport = (
  ended: Ended,
  epochs: readonly EpochMetrics[],
  test: TestResult,
  advice: readonly string[],
  configuration: string,
): Report => ({
  name: ended.run,
  data: dataText(ended.session),
  epochs: epochs.map(({ epoch, trainLoss, validationLoss, validationMetric }) => ({
    epoch,
    trainLoss,
    validationLoss,
    validationMetric: validationMetric.value,
  })),
  bestEpoch: bestEpochOf(ended.done),
  ended: endingText(ended.done),
  test,
  layers: layerRows(ended.session),
  configuration,
  environment: environment(ended.session.config.seed, ended.seconds, ended.resumed),
  advice,
})

const nextSteps = ({ handle, session, paths }: Ended): Done['next'] =>
  'source' in session.config.data
    ? [
        [`${calledAs} evaluate ${handle}`, 'measure it again'],
        [`${calledAs} search`, 'look for a better learning rate and width'],
        [`${calledAs} init yours.csv`, 'the same with your own data'],
      ]
    : [
        [`${calledAs} predict ${handle} new.csv`, 'use it on new rows'],
        [`${calledAs} check ${paths.config}`, 'check gradients and first steps'],
        [`${calledAs} train ${paths.config} --set optimizer.learningRate=0.003`, 'try other settings'],
      ]

const finished = (ended: Ended, test: TestResult, epochs: number, advice: readonly string[]): Done => ({
  event: 'done',
  run: ended.run,
  reason: ended.done.reason === 'earlyStopping' ? 'earlyStopping' : 'epochs',
  epochs,
  bestEpoch: bestEpochOf(ended.done),
  seconds: Math.round(ended.seconds * 100) / 100,
  test: scoreOf(test),
  files: {
    report: ended.paths.report,
    parameters: ended.paths.best,
    metrics: ended.paths.metrics,
    configuration: ended.paths.config,
    checkpoints: ended.paths.checkpoints,
  },
  advice,
  next: nextSteps(ended),
})

/** What the curves suggest beyond what was done anyway; a healthy run needs no advice. */
const adviceOn = ({ state }: DoneSnapshot): readonly string[] => {
  const diagnosis = diagnose(state.history)
  const advice = diagnosis.advice.filter((line) => !line.includes('early stopping'))
  return diagnosis._tag === 'healthy' ? [] : [showDiagnosis({ ...diagnosis, advice })]
}

/** The training itself is in the last checkpoint; only what follows from it could not be written. */
const cannotFinish =
  ({ handle }: Ended) =>
  ({ message, exit }: Failure): Failure => ({
    exit,
    message: `${message}\nThe run has ended and is saved; finish it with: ${calledAs} train --resume ${handle}`,
  })

/** Measures the best parameters on the test part, writes them and the report, and tells how it went. */
export const finish = (ended: Ended): TE.TaskEither<Failure, Done> => {
  const { session, done, paths } = ended
  const { preparation, source, test: part } = session.material
  const { params, layerState } = done
  const weights = { params, layerState }
  const { schema, picture } = source
  const test = measure({ plan: session.plan, weights, schema, preparation }, part, picture)
  const epochs = done.state.history.map(toMetrics(preparation))
  const advice = adviceOn(done)
  return pipe(
    writeBest(paths.best, { weights, schema, preparation, features: session.plan.model.input[0] ?? 0 }),
    TE.chain(() => readText(paths.config)),
    TE.chain((configuration) =>
      replaceText(paths.report, page(toReport(ended, epochs, test, advice, configuration))),
    ),
    TE.bimap(cannotFinish(ended), () => finished(ended, test, epochs.length, advice)),
  )
}
