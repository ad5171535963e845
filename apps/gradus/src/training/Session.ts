import { Rng } from '@gradus/tensor'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'

import type { Failure } from '../cli/Failure.ts'
import { misused } from '../cli/Failure.ts'
import type { CompleteConfig } from '../config/complete.ts'
import { complete } from '../config/complete.ts'
import { showProblems } from '../config/decodeConfig.ts'
import type { FoundConfig } from '../config/readConfig.ts'
import { shownName } from '../config/readConfig.ts'
import type { Problem } from '../config/schema/Problem.ts'
import { loadSource } from '../data/loadSource.ts'
import type { Material } from '../data/Material.ts'
import { toMaterial } from '../data/Material.ts'
import type { Source } from '../data/Source.ts'
import type { AppPlan } from './plan.ts'
import { planOf } from './plan.ts'

/** Everything that training needs, decided and checked: what remains is to run it. */
export interface Session {
  readonly config: CompleteConfig
  readonly material: Material
  readonly plan: AppPlan
}

const refuse =
  (file: string | null) =>
  (problems: readonly Problem[]): Failure =>
    misused(showProblems(shownName(file), problems))

/** One seed, two streams: how the data are split, and all that training draws. */
const keysOf = (seed: number): readonly [split: Rng.Key, plan: Rng.Key] => Rng.split(Rng.key(seed))

/** Fills in what data that have been read say, splits and prepares them, and makes the plan. */
export const sessionOf = ({ config, file }: FoundConfig, source: Source): E.Either<Failure, Session> => {
  const [splitKey, planKey] = keysOf(config.seed)
  return pipe(
    E.Do,
    E.bind('whole', () => pipe(complete(config, source, file), E.mapLeft(refuse(file)))),
    E.bind('material', ({ whole }) => toMaterial(source, whole.split, whole.preprocess, splitKey)),
    E.bind('plan', ({ whole, material }) => pipe(planOf(whole, material, planKey), E.mapLeft(refuse(file)))),
    E.map(({ whole, material, plan }) => ({ config: whole, material, plan })),
  )
}

/** Reads the data of a configuration and makes a session of the two. */
export const openSession = (found: FoundConfig): TE.TaskEither<Failure, Session> =>
  pipe(
    loadSource(found.config.data, found.folder),
    TE.chainEitherK((source) => sessionOf(found, source)),
  )
