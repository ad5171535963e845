/**
 * Guessing what the columns of a table are for.
 *
 * @module
 */
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import { isNumber } from '../csv/number.ts'
import type { Table } from '../csv/Table.ts'
import type { TableError } from '../DataError.ts'
import { missingColumns } from './findColumns.ts'
import {
  defaultMissingValues,
  type ColumnKind,
  type IgnoredColumn,
  type MissingPolicy,
  type PlannedColumn,
  type TablePlan,
  type Task,
} from './TableSchema.ts'

/** What is known already; the rest is guessed. */
export interface InferOptions {
  readonly target?: string
  readonly task?: Task
  readonly missing?: MissingPolicy
  readonly missingValues?: readonly string[]
}

const targetNames = new Set([
  'target',
  'label',
  'labels',
  'class',
  'y',
  'outcome',
  'diagnosis',
  'species',
  'survived',
  'price',
])

const integer = /^[+-]?\d+$/
const identifierName = /^(?:id|index|idx|key|uuid|row|row_?(?:id|number)|.*_id)$/i

// One stray text in a column of numbers is a mistake to report, not a reason to read numbers as categories.
const numericShare = 0.8

interface Profile {
  readonly name: string
  readonly present: readonly string[]
  readonly distinct: number
  readonly kind: ColumnKind
  readonly integers: boolean
}

const profile = (table: Table, index: number, missing: ReadonlySet<string>): Profile => {
  const present = table.rows.map((row) => row[index]!.trim()).filter((cell) => !missing.has(cell))
  const numbers = present.filter(isNumber).length
  return {
    name: table.columns[index]!,
    present,
    distinct: new Set(present).size,
    kind: numbers > 0 && numbers >= numericShare * present.length ? 'numeric' : 'categorical',
    integers: present.every((cell) => integer.test(cell)),
  }
}

const guessTarget = (columns: readonly string[]): string =>
  columns.findLast((name) => targetNames.has(name.toLowerCase())) ?? columns.at(-1)!

/** Texts are classes; so are whole numbers of which few are different: two, or up to twenty and each seen often. */
const guessTask = ({ kind, integers, distinct, present }: Profile): Task =>
  kind === 'categorical' ||
  (integers && (distinct <= 2 || (distinct <= 20 && distinct * 3 <= present.length)))
    ? 'classification'
    : 'regression'

const reasonToIgnore = ({ name, present, distinct, kind, integers }: Profile): string | undefined => {
  if (present.length === 0) return 'all its cells are missing'
  if (present.length === 1) return undefined
  if (distinct === 1) return 'all its cells are the same'
  if (distinct === present.length && (kind === 'categorical' || integers) && identifierName.test(name))
    return 'it numbers or names the rows'
  if (kind === 'categorical' && distinct > 20 && distinct > present.length / 2)
    return 'most rows have a text of their own in it'
  return undefined
}

const planned = ({ name, kind }: Profile): PlannedColumn => ({ name, kind })

/**
 * Guesses the target (a column named `target`, `label`, `class`, `y`, `species`, `price` or the like, else the last), the
 * task (classification for texts and for few different whole numbers), and which columns are numeric, categorical
 * or of no use: constant ones, identifiers, free text. A column is numeric when four fifths of its cells are numbers;
 * the others in it are then reported by `tableToDataset`.
 *
 * @param options what is known already: `target`, `task`, and how to treat missing cells.
 * @returns a plan for `tableToDataset`, or that the named target is not in the table.
 * @example
 * ```ts
 * import { inferColumns, table } from '@gradus/data'
 *
 * const flowers = table(['width', 'colour', 'species'], [['1.5', 'red', 'rose'], ['2.5', 'blue', 'iris']])
 * inferColumns()(flowers) // => { _tag: 'Right', right: { target: { name: 'species', task: 'classification' }, features: [{ name: 'width', kind: 'numeric' }, { name: 'colour', kind: 'categorical' }], ignored: [], missing: 'error', missingValues: ['', 'NA', 'N/A', 'NaN', 'nan', 'null', '?'] } }
 * ```
 */
export const inferColumns =
  (options: InferOptions = {}) =>
  (table: Table): E.Either<TableError, Required<TablePlan>> =>
    pipe(
      missingColumns(table.columns, options.target === undefined ? [] : [options.target], []),
      E.map(() => guessPlan(table, options)),
    )

const guessPlan = (table: Table, options: InferOptions): Required<TablePlan> => {
  const missingValues = options.missingValues ?? defaultMissingValues
  const missing = new Set(missingValues)
  const target = options.target ?? guessTarget(table.columns)
  const profiles = table.columns.map((_, index) => profile(table, index, missing))
  const candidates = profiles.filter(({ name }) => name !== target)
  const ignored = candidates.flatMap((column): IgnoredColumn[] => {
    const reason = reasonToIgnore(column)
    return reason === undefined ? [] : [{ name: column.name, reason }]
  })
  return {
    target: {
      name: target,
      task: options.task ?? guessTask(profiles.find(({ name }) => name === target)!),
    },
    features: candidates.filter((column) => reasonToIgnore(column) === undefined).map(planned),
    ignored,
    missing: options.missing ?? 'error',
    missingValues,
  }
}
