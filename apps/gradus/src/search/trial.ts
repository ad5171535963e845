import type { Config as Drawn, RecordSpace } from '@gradus/search'
import { train } from '@gradus/train'
import { showNonFinite } from '@gradus/train'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'

import { Config } from '../config/Config.ts'
import type { FoundConfig } from '../config/readConfig.ts'
import { problemsOf, showProblem } from '../config/schema/Problem.ts'
import type { Source } from '../data/Source.ts'
import { toMetrics } from '../training/metrics.ts'
import type { AppState } from '../training/plan.ts'
import type { Session } from '../training/Session.ts'
import { sessionOf } from '../training/Session.ts'
import { withValues } from './paths.ts'
import type { SearchConfig } from './SearchConfig.ts'

/** The configuration of a trial, or why these values make none. */
export const configOf = (
  base: unknown,
  ...values: readonly Readonly<Record<string, unknown>>[]
): E.Either<string, Config> =>
  pipe(
    Config.decode(values.reduce(withValues, base)),
    E.mapLeft((errors) => problemsOf(errors).map(showProblem).join(' ')),
  )

/** How good the best epoch of a run was, by what the search wants. */
const scoreOf = (objective: SearchConfig['objective'], { material }: Session, state: AppState): number => {
  const { best, history } = state
  const record = history[best?.epoch ?? history.length - 1]
  if (record === undefined) return NaN
  const { validationLoss, validationMetric } = toMetrics(material.preparation)(record)
  return objective === 'validationLoss' ? validationLoss : validationMetric.value
}

export interface TrialRun {
  readonly base: FoundConfig
  readonly source: Source
  readonly search: SearchConfig
  readonly values: Drawn<RecordSpace>
  readonly signal: AbortSignal
  /** Told at the end of each epoch which it was, from 1, of how many. */
  readonly onEpoch: (epoch: number, epochs: number) => void
}

const follow = async (
  { search, signal, onEpoch }: TrialRun,
  session: Session,
): Promise<E.Either<string, number>> => {
  const { plan, material } = session
  const data = { train: material.train.ready, validation: material.validation.ready }
  for await (const snapshot of train(plan)(data, { signal })) {
    if (snapshot._tag === 'epoch') onEpoch(snapshot.state.epoch, plan.epochs)
    if (snapshot._tag === 'failed') return E.left(showNonFinite(snapshot.error))
    if (snapshot._tag === 'done')
      return snapshot.reason === 'interrupted'
        ? E.left('interrupted')
        : E.right(scoreOf(search.objective, session, snapshot.state))
  }
  return E.left('training ended without a last snapshot')
}

/** Trains with the values of a trial; the score of its best epoch. */
export const runTrial = async (trial: TrialRun): Promise<E.Either<string, number>> => {
  const { base, source, search, values } = trial
  const session = pipe(
    configOf(base.config, search.set, values),
    E.chain((config) =>
      pipe(
        sessionOf({ ...base, config }, source),
        E.mapLeft(({ message }) => message),
      ),
    ),
  )
  return E.isLeft(session) ? session : follow(trial, session.right)
}
