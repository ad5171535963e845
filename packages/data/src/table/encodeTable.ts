/**
 * Tables as tensors, by a schema.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as O from '#fp/Option'
import { listed, type Table } from '../csv/Table.ts'
import type { BadCell, TableError } from '../DataError.ts'
import { missingColumns } from './findColumns.ts'
import { codeReader, featureReader, orMissing, readColumn, type ReadColumn } from './readColumns.ts'
import { readNumber } from '../csv/number.ts'
import type { SchemaTarget, TableSchema } from './TableSchema.ts'

/** One row for each example, one column for each feature of the schema; categories as their codes. */
export type TableFeatures = Tensor<readonly [number, number]>

/** Labels: the positions of the classes in the schema. */
export type TableLabels = Tensor<readonly [number], 'int32'>

/** Numbers to predict, as a column, the shape that a model with one output gives. */
export type TableTargets = Tensor<readonly [number, 1]>

/** A table as tensors; the target where the table has it. */
export interface EncodedTable {
  readonly x: TableFeatures
  readonly y: O.Option<TableLabels | TableTargets>
}

const inReadingOrder = (cells: readonly BadCell[], columns: readonly string[]): readonly BadCell[] =>
  cells.toSorted((a, b) => a.row - b.row || columns.indexOf(a.column) - columns.indexOf(b.column))

const interleave = (columns: readonly ReadColumn[], rows: number): Float32Array => {
  const values = new Float32Array(rows * columns.length)
  columns.forEach((column, j) => {
    column.values.forEach((value, i) => {
      values[i * columns.length + j] = value
    })
  })
  return values
}

const readTarget = (table: Table, target: SchemaTarget, missing: ReadonlySet<string>): ReadColumn =>
  readColumn(
    table,
    target.name,
    orMissing(
      missing,
      undefined,
      target.task === 'regression' ? readNumber : codeReader(target.classes, 'unknownClass'),
    ),
  )

const targetsOf = (values: Float64Array): TableTargets =>
  T.fromTypedArray(Float32Array.from(values), [values.length, 1])

const labelsOf = (values: Float64Array): TableLabels =>
  T.fromTypedArray(Int32Array.from(values), [values.length])

/**
 * Reads a table by the schema of the training table, for prediction: the same columns in the same order, whatever else
 * the table holds. The target may be absent; where it is there, it is read too. Rows are never left out: with the policy
 * `'drop'` a missing cell is an error here, because every row wants its prediction.
 *
 * @param schema what `tableToDataset` returned beside the training data.
 * @returns `x` of shape [rows, features] and perhaps `y`; or all missing columns, or all bad cells.
 */
export const encodeTable =
  (schema: TableSchema) =>
  (table: Table): E.Either<TableError, EncodedTable> => {
    const missing = new Set(schema.missingValues)
    const names = schema.features.map(({ name }) => name)
    return pipe(
      missingColumns(table.columns, [], names),
      E.chain((): E.Either<TableError, EncodedTable> => {
        const features = schema.features.map((column) =>
          readColumn(table, column.name, featureReader(column, missing, schema.missing === 'mean')),
        )
        const target = table.columns.includes(schema.target.name)
          ? O.some(readTarget(table, schema.target, missing))
          : O.none
        const bad = [...features, ...(O.isSome(target) ? [target.value] : [])].flatMap((column) => column.bad)
        if (bad.length > 0)
          return E.left({
            _tag: 'BadCells',
            cells: listed(inReadingOrder(bad, table.columns)),
            policy: schema.missing,
          })
        return E.right({
          x: T.fromTypedArray(interleave(features, table.rows.length), [table.rows.length, names.length]),
          y: pipe(
            target,
            O.map(({ values }) =>
              schema.target.task === 'regression' ? targetsOf(values) : labelsOf(values),
            ),
          ),
        })
      }),
    )
  }
