import { inferColumns, parseCsv, showDataError, tableToDataset } from '@gradus/data'
import type { DataError, Table, TablePlan } from '@gradus/data'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'
import path from 'node:path'

import type { Failure } from '../cli/Failure.ts'
import { failed } from '../cli/Failure.ts'
import { readBytes, readText, sha256 } from '../cli/files.ts'
import type { TableConfig } from '../config/dataConfig.ts'
import { count } from '../format/numbers.ts'
import type { Source } from './Source.ts'

/** A data error in the words of the data package, with the file it is about. */
export const dataFailure =
  (file: string) =>
  (error: DataError): Failure =>
    failed(`${file}: ${showDataError(error)}`)

export const readTable = (file: string): TE.TaskEither<Failure, Table> =>
  pipe(
    readText(file),
    TE.chainEitherK((text) => pipe(parseCsv(text), E.mapLeft(dataFailure(file)))),
  )

/** The plan that the configuration gives, guessed where it is silent. */
const planOf =
  ({ target, task, features, missing }: TableConfig) =>
  (table: Table): E.Either<DataError, Required<TablePlan>> =>
    pipe(
      table,
      inferColumns({ target, missing, ...(task === null ? {} : { task }) }),
      E.map((plan) => ({
        ...plan,
        ...(features === null
          ? {}
          : { features: Object.entries(features).map(([name, kind]) => ({ name, kind })) }),
      })),
    )

const isComplete =
  (table: Table, { features, target, missing, missingValues }: Required<TablePlan>) =>
  (row: readonly string[]): boolean =>
    missing !== 'drop' ||
    [target, ...features].every(
      ({ name }) => !missingValues.includes(row[table.columns.indexOf(name)]?.trim() ?? ''),
    )

/** The rows that `tableToDataset` keeps, from 1, so that a report can name them. */
const keptRows = (table: Table, plan: Required<TablePlan>): readonly number[] =>
  table.rows.flatMap((row, index) => (isComplete(table, plan)(row) ? [index + 1] : []))

const describe = (file: string, rows: number, dropped: number): string =>
  `${count(rows)} rows of ${path.basename(file)}${dropped === 0 ? '' : ` (${count(dropped)} incomplete ones left out)`}`

const toSource =
  (file: string, config: TableConfig, digest: string) =>
  (table: Table): E.Either<Failure, Source> =>
    pipe(
      E.Do,
      E.bindW('plan', () => planOf(config)(table)),
      E.bindW('data', ({ plan }) => tableToDataset(plan)(table)),
      E.bimap(dataFailure(file), ({ plan, data }) => ({
        dataset: data.dataset,
        schema: data.schema,
        rows: keptRows(table, plan),
        description: describe(file, data.dataset.size, data.dropped),
        sha256: digest,
      })),
    )

const otherFile = (file: string): Failure =>
  failed(
    `${file} is not the file that this configuration was made with: its SHA-256 differs from data.sha256. ` +
      'Bring back the old file, or set data.sha256 to null to train on this one.',
  )

const checkDigest =
  (file: string, expected: string | null) =>
  (digest: string): E.Either<Failure, string> =>
    expected === null || expected === digest ? E.right(digest) : E.left(otherFile(file))

/** The table that a configuration names; `folder` is where the configuration stands. */
export const tableSource = (config: TableConfig, folder: string): TE.TaskEither<Failure, Source> => {
  const file = path.resolve(folder, config.csv)
  const shown = path.relative('', file)
  return pipe(
    TE.Do,
    TE.bind('bytes', () => readBytes(shown)),
    TE.bind('digest', ({ bytes }) => TE.fromEither(checkDigest(shown, config.sha256)(sha256(bytes)))),
    TE.bind('table', () => readTable(shown)),
    TE.chainEitherK(({ table, digest }) => toSource(shown, config, digest)(table)),
  )
}
