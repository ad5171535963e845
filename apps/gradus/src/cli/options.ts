import { InvalidArgumentError, Option } from 'commander'

import * as E from '#fp/Either'

import { RunName } from '../config/Config.ts'
import type { Override } from '../config/override.ts'
import { parseOverride } from '../config/override.ts'

const runName = (value: string): string => {
  if (E.isLeft(RunName.decode(value))) throw new InvalidArgumentError(`Expected ${RunName.name}.`)
  return value
}

const override = (value: string, before: readonly Override[] = []): readonly Override[] => {
  const result = parseOverride(value)
  if (E.isLeft(result)) throw new InvalidArgumentError(result.left.message)
  return [...before, result.right]
}

/** Options that several commands have, each made anew because commander's are mutable. */

export const defaultRuns = 'runs'

export const runs = (): Option =>
  new Option('--runs <folder>', 'the folder that holds all runs').default(defaultRuns)

export const name = (): Option =>
  new Option('--name <name>', 'name of the run (default: the configuration’s, else its file’s)').argParser(
    runName,
  )

export const force = (): Option => new Option('--force', 'overwrite an earlier run of this name')

export const quiet = (): Option => new Option('-q, --quiet', 'print errors only').conflicts('json')

export const json = (): Option => new Option('--json', 'print one JSON object a line')

export const set = (): Option =>
  new Option('--set <path=value>', 'change a value of the configuration; may be repeated').argParser(override)

export const resume = (what: string): Option =>
  new Option('--resume <run>', `go on with an interrupted ${what}, exactly where it stopped`)
