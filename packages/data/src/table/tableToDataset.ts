/**
 * A table as a dataset for training.
 *
 * @module
 */
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import type * as O from '#fp/Option'
import type { Table } from '../csv/Table.ts'
import type { TableError } from '../DataError.ts'
import { fromTensors, type Dataset } from '../Dataset.ts'
import { encodeTable, type TableFeatures, type TableLabels, type TableTargets } from './encodeTable.ts'
import { missingColumns } from './findColumns.ts'
import { categoriesOf, cellsOf } from './readColumns.ts'
import {
  defaultMissingValues,
  type PlannedColumn,
  type SchemaColumn,
  type SchemaTarget,
  type TablePlan,
  type TableSchema,
} from './TableSchema.ts'

interface TabularParts {
  /** How to read more tables of the same kind; keep it for `encodeTable`. */
  readonly schema: TableSchema
  readonly featureNames: readonly string[]
  /** How many rows were left out because a cell was missing. */
  readonly dropped: number
}

/** A dataset of examples with classes. */
export interface ClassificationData extends TabularParts {
  readonly task: 'classification'
  readonly dataset: Dataset<TableFeatures, TableLabels>
  readonly classNames: readonly string[]
}

/** A dataset of examples with numbers to predict. */
export interface RegressionData extends TabularParts {
  readonly task: 'regression'
  readonly dataset: Dataset<TableFeatures, TableTargets>
  readonly classNames: readonly []
}

/** What `tableToDataset` makes; `task` tells the two apart. */
export type TabularData = ClassificationData | RegressionData

interface Settled extends Required<Omit<TablePlan, 'ignored'>> {
  readonly table: Table
  readonly dropped: number
}

const checkPlan = (plan: TablePlan, table: Table): E.Either<TableError, void> => {
  const names = plan.features.map(({ name }) => name)
  if (names.length === 0) return E.left({ _tag: 'NoFeatures', target: plan.target.name })
  if (names.includes(plan.target.name)) return E.left({ _tag: 'TargetIsFeature', target: plan.target.name })
  return missingColumns(table.columns, [plan.target.name], names)
}

const selectRows = (table: Table, keep: (row: readonly string[]) => boolean): Table => {
  const kept = table.rows.flatMap((row, index) => (keep(row) ? [index] : []))
  return {
    columns: table.columns,
    rows: kept.map((i) => table.rows[i]!),
    lines: kept.map((i) => table.lines[i]!),
  }
}

const dropIncomplete = (table: Table, names: readonly string[], missing: ReadonlySet<string>): Table => {
  const used = names.map((name) => table.columns.indexOf(name))
  return selectRows(table, (row) => used.every((index) => !missing.has(row[index]!.trim())))
}

const settle = (plan: TablePlan, table: Table): E.Either<TableError, Settled> => {
  const { missing = 'error', missingValues = defaultMissingValues, target, features } = plan
  const names = [...features.map(({ name }) => name), target.name]
  const rest = missing === 'drop' ? dropIncomplete(table, names, new Set(missingValues)) : table
  const dropped = table.rows.length - rest.rows.length
  return rest.rows.length === 0
    ? E.left({ _tag: 'NoCompleteRows', rows: table.rows.length })
    : E.right({ target, features, missing, missingValues, table: rest, dropped })
}

const learnColumn =
  ({ table, missing, missingValues }: Settled) =>
  ({ name, kind }: PlannedColumn): SchemaColumn => {
    if (kind === 'numeric') return { kind, name }
    const gaps = new Set(missingValues)
    const cells = cellsOf(table, name)
    const present = cells.filter((cell) => !gaps.has(cell))
    const withGaps = missing === 'mean' && present.length < cells.length
    return { kind, name, categories: categoriesOf(withGaps ? ['', ...present] : present) }
  }

const learnTarget = ({ table, target, missingValues }: Settled): E.Either<TableError, SchemaTarget> => {
  if (target.task === 'regression') return E.right({ task: 'regression', name: target.name })
  const gaps = new Set(missingValues)
  const classes = categoriesOf(cellsOf(table, target.name).filter((cell) => !gaps.has(cell)))
  return classes.length === 1
    ? E.left({ _tag: 'OneClass', column: target.name, name: classes[0]!, rows: table.rows.length })
    : E.right({ task: 'classification', name: target.name, classes })
}

const assemble = (settled: Settled, schema: TableSchema): E.Either<TableError, TabularData> =>
  pipe(
    settled.table,
    encodeTable(schema),
    E.map(({ x, y }): TabularData => {
      const parts = {
        schema,
        featureNames: schema.features.map(({ name }) => name),
        dropped: settled.dropped,
      }
      // The plan was checked to have its target in the table, and the schema's task says which tensor that gave.
      const target = (y as O.Some<TableLabels | TableTargets>).value
      return schema.target.task === 'classification'
        ? {
            ...parts,
            task: 'classification',
            dataset: fromTensors(x, target as TableLabels),
            classNames: schema.target.classes,
          }
        : {
            ...parts,
            task: 'regression',
            dataset: fromTensors(x, target as TableTargets),
            classNames: [],
          }
    }),
  )

/**
 * Makes a dataset of a table: numeric columns as they are, categorical ones as the positions of their categories (for
 * `oneHotColumns` to spread out), the target as labels or as a column of numbers. All bad cells are reported together.
 *
 * @param plan which columns to use as what; see `inferColumns`.
 * @returns the dataset with its names and its schema; or what is wrong with the table and where.
 * @example
 * ```ts
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { inferColumns, parseCsv, tableToDataset } from '@gradus/data'
 *
 * const flowers = pipe(
 *   parseCsv('width,species\n1.5,rose\n2.5,iris\n2.75,iris\n'),
 *   E.chainW((table) => pipe(inferColumns()(table), E.chainW((plan) => tableToDataset(plan)(table)))),
 *   E.map(({ dataset, classNames }) => [dataset.size, classNames]),
 * )
 * flowers // => { _tag: 'Right', right: [3, ['iris', 'rose']] }
 * ```
 */
export const tableToDataset =
  (plan: TablePlan) =>
  (table: Table): E.Either<TableError, TabularData> =>
    pipe(
      checkPlan(plan, table),
      E.chain(() => settle(plan, table)),
      E.chain((settled) =>
        pipe(
          learnTarget(settled),
          E.chain((target) =>
            assemble(settled, {
              target,
              features: settled.features.map(learnColumn(settled)),
              missing: settled.missing,
              missingValues: settled.missingValues,
            }),
          ),
        ),
      ),
    )
