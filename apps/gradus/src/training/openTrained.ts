import { calledAs } from '../cli/calledAs.ts'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'

import type { Failure } from '../cli/Failure.ts'
import { misused } from '../cli/Failure.ts'
import type { Config } from '../config/Config.ts'
import type { FoundConfig } from '../config/readConfig.ts'
import { showProblem } from '../config/schema/Problem.ts'
import { readRunConfig } from '../runs/configFile.ts'
import { findRun } from '../runs/names.ts'
import { runPaths } from '../runs/paths.ts'
import { readBest } from './bestFile.ts'
import type { AppPlan } from './plan.ts'
import { metricOf, modelOf, objectiveOf } from './plan.ts'
import type { Trained } from './testResult.ts'

/** A run that has ended, ready to be used. */
export interface OpenedRun extends Trained {
  readonly folder: string
  readonly found: FoundConfig
}

type Whole = Config &
  Required<{ readonly model: NonNullable<Config['model']>; readonly loss: NonNullable<Config['loss']> }>

const whole = (folder: string, { config }: FoundConfig): E.Either<Failure, Whole> =>
  config.model === null || config.loss === null
    ? E.left(misused(`${runPaths(folder).config} must say model and loss, as ${calledAs} train wrote them.`))
    : E.right({ ...config, model: config.model, loss: config.loss })

const planOf = (
  config: Whole,
  model: AppPlan['model'],
  task: 'classification' | 'regression',
): Trained['plan'] => ({
  model,
  objective: objectiveOf(config.loss),
  metrics: [metricOf(task)],
})

/** Opens a run by its name or folder: its configuration, its model, its best parameters. */
export const openTrained = (runs: string, run: string): TE.TaskEither<Failure, OpenedRun> =>
  pipe(
    TE.Do,
    TE.bind('folder', () => findRun(runs, run)),
    TE.bind('found', ({ folder }) => readRunConfig(folder)),
    TE.bind('config', ({ folder, found }) => TE.fromEither(whole(folder, found))),
    TE.bind('best', ({ folder, config }) =>
      readBest(runPaths(folder).best, (features) =>
        pipe(
          modelOf(config, features),
          E.mapLeft((problems) => problems.map(showProblem).join(' ')),
        ),
      ),
    ),
    TE.map(({ folder, found, config, best }) => ({
      folder,
      found,
      plan: planOf(config, best.model, best.schema.target.task),
      weights: best.weights,
      schema: best.schema,
      preparation: best.preparation,
    })),
  )
