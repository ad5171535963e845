import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'
import path from 'node:path'

import { calledAs } from '../cli/calledAs.ts'
import type { Failure } from '../cli/Failure.ts'
import { misused } from '../cli/Failure.ts'
import { readText } from '../cli/files.ts'
import type { Config } from './Config.ts'
import { decodeConfig } from './decodeConfig.ts'
import { digitsConfig } from './digitsConfig.ts'
import type { Override } from './override.ts'

/** A configuration with where it came from; paths in it are relative to `folder`. */
export interface FoundConfig {
  readonly config: Config
  /** null for the one that is built in. */
  readonly file: string | null
  readonly folder: string
}

/** How a configuration is called in messages. */
export const shownName = (file: string | null): string => file ?? 'the built-in configuration'

const isTable = (file: string): boolean => /\.(?:csv|tsv)$/i.test(file)

/** The text of a configuration file, of whatever kind of configuration. */
export const configText = (file: string): TE.TaskEither<Failure, string> =>
  isTable(file)
    ? TE.left(
        misused(`${file} is a table, not a configuration. Make one for it with: ${calledAs} init ${file}`),
      )
    : pipe(
        readText(file),
        TE.mapLeft(({ message }) => misused(message)),
      )

const textOf = (file: string | null): TE.TaskEither<Failure, string> =>
  file === null ? TE.right(digitsConfig) : configText(file)

/** Reads a configuration file; without one, the built-in configuration of the digits. */
export const readConfig = (
  file: string | null,
  overrides: readonly Override[] = [],
): TE.TaskEither<Failure, FoundConfig> =>
  pipe(
    textOf(file),
    TE.chainEitherK(decodeConfig(shownName(file), overrides)),
    TE.map((config) => ({ config, file, folder: file === null ? '' : path.dirname(file) })),
  )
