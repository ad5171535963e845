import { calledAs } from '../cli/calledAs.ts'
import { inferColumns } from '@gradus/data'
import type { Table, TablePlan } from '@gradus/data'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'

import type { Command } from '../cli/Command.ts'
import type { Failure } from '../cli/Failure.ts'
import { exitCodes, failed } from '../cli/Failure.ts'
import { isCode, reason } from '../cli/files.ts'
import { settle } from '../cli/settle.ts'
import { commentedConfig } from '../config/commentedConfig.ts'
import { nameOf } from '../config/complete.ts'
import { dataFailure, readTable } from '../data/tableSource.ts'
import { plural } from '../format/numbers.ts'

export interface InitOptions {
  readonly target?: string
  readonly out?: string
  readonly force?: boolean
}

/** `data/flowers.csv` → `flowers`. */
const nameFor = (table: string): string => nameOf(path.basename(table).replace(/\.[^.]*$/, ''))

const cannotWrite =
  (out: string) =>
  (error: unknown): Failure =>
    isCode(error, 'EEXIST')
      ? failed(`${out} exists already. Overwrite it with --force, or choose another name with --out.`)
      : failed(`Cannot write ${out}: ${reason(error)}.`)

const write = (out: string, text: string, force: boolean): TE.TaskEither<Failure, void> =>
  TE.tryCatch(() => writeFile(out, text, { flag: force ? 'w' : 'wx' }), cannotWrite(out))

/** Forward slashes work on every system, and in a file that is passed on. */
const csvPath = (out: string, table: string): string =>
  path.relative(path.dirname(out), table).replaceAll(path.sep, '/')

const guess =
  (file: string, target: string | undefined) =>
  (table: Table): E.Either<Failure, Required<TablePlan>> =>
    pipe(table, inferColumns(target === undefined ? {} : { target }), E.mapLeft(dataFailure(file)))

const told = (out: string, { target, features, ignored }: Required<TablePlan>): string =>
  [
    `Wrote ${out}.`,
    `  predict  ${target.name} (${target.task})`,
    `  from     ${plural(features.length, 'column')}${ignored.length === 0 ? '' : `, leaving out ${ignored.map(({ name }) => name).join(', ')}`}`,
    '',
    'Look it over, then',
    `  ${calledAs} check ${out}`,
    `  ${calledAs} train ${out}`,
    '',
  ].join('\n')

/** `gradus init`: a commented configuration for a table. */
export const init =
  (table: string, { target, out = `${nameFor(table)}.json`, force = false }: InitOptions): Command =>
  (terminal) =>
    settle(
      terminal,
      pipe(
        TE.Do,
        TE.bind('rows', () => readTable(table)),
        TE.bind('plan', ({ rows }) => TE.fromEither(guess(table, target)(rows))),
        TE.chainFirst(({ rows, plan }) =>
          write(out, commentedConfig(nameOf(out), csvPath(out, table), rows, plan), force),
        ),
        TE.map(({ plan }) => {
          terminal.out(told(out, plan))
          return exitCodes.done
        }),
      ),
    )
