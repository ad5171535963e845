import type * as TE from '#fp/TaskEither'
import path from 'node:path'

import type { Failure } from '../cli/Failure.ts'
import { writeText } from '../cli/files.ts'
import type { CompleteConfig } from '../config/complete.ts'
import type { FoundConfig } from '../config/readConfig.ts'
import { readConfig } from '../config/readConfig.ts'
import { runPaths } from './paths.ts'

/** A configuration that means the same when it is read from `to` as it did in `from`. */
export const moveConfig = <C extends { readonly data: CompleteConfig['data'] }>(
  config: C,
  from: string,
  to: string,
): C =>
  'csv' in config.data
    ? { ...config, data: { ...config.data, csv: path.relative(to, path.resolve(from, config.data.csv)) } }
    : config

export const showConfig = (config: unknown): string => `${JSON.stringify(config, null, 2)}\n`

export const writeRunConfig = (folder: string, config: CompleteConfig): TE.TaskEither<Failure, void> =>
  writeText(runPaths(folder).config, showConfig(config))

/** The configuration of an earlier run. */
export const readRunConfig = (folder: string): TE.TaskEither<Failure, FoundConfig> =>
  readConfig(runPaths(folder).config)
