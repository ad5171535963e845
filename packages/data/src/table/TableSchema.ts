/**
 * The contract between a table and a dataset: which columns are used, as what.
 *
 * A plan says what to do (guessed by `inferColumns`, or written by hand); a schema is a plan together with what the
 * training table taught: the categories of each categorical column and the classes of the target. A schema is plain
 * JSON, to be kept beside the trained parameters and given to `encodeTable` for prediction.
 *
 * @module
 */
import * as t from 'io-ts'

const Task = t.union([t.literal('classification'), t.literal('regression')])

const MissingPolicy = t.union([t.literal('error'), t.literal('drop'), t.literal('mean')])

/** What is learnt: a class, or a number. */
export type Task = t.TypeOf<typeof Task>

/**
 * What to do where a cell is missing: refuse the table; leave the row out; or keep the row, with NaN in a numeric
 * column for `imputeMean` to fill, and with a category of its own, the empty text, in a categorical one.
 */
export type MissingPolicy = t.TypeOf<typeof MissingPolicy>

/** What a feature column holds. */
export type ColumnKind = 'numeric' | 'categorical'

/** A feature column of a plan. */
export interface PlannedColumn {
  readonly name: string
  readonly kind: ColumnKind
}

/** A column that is left out, and why. */
export interface IgnoredColumn {
  readonly name: string
  readonly reason: string
}

/** What to do with the columns of a table. Columns that it does not name are left out. */
export interface TablePlan {
  readonly target: { readonly name: string; readonly task: Task }
  readonly features: readonly PlannedColumn[]
  readonly ignored?: readonly IgnoredColumn[]
  readonly missing?: MissingPolicy
  readonly missingValues?: readonly string[]
}

/** The texts that count as missing when a plan does not say. */
export const defaultMissingValues: readonly string[] = ['', 'NA', 'N/A', 'NaN', 'nan', 'null', '?']

const texts = t.readonlyArray(t.string)

const SchemaColumn = t.union([
  t.readonly(t.type({ kind: t.literal('numeric'), name: t.string })),
  t.readonly(t.type({ kind: t.literal('categorical'), name: t.string, categories: texts })),
])

const SchemaTarget = t.union([
  t.readonly(t.type({ task: t.literal('regression'), name: t.string })),
  t.readonly(t.type({ task: t.literal('classification'), name: t.string, classes: texts })),
])

/** A feature column of a schema; a categorical one with its categories, in the order of their codes. */
export type SchemaColumn = t.TypeOf<typeof SchemaColumn>

/** The target of a schema; for classification with its classes, in the order of their labels. */
export type SchemaTarget = t.TypeOf<typeof SchemaTarget>

/** How tables are read, as JSON: what `tableToDataset` learnt from the training table. */
export interface TableSchema {
  readonly target: SchemaTarget
  readonly features: readonly SchemaColumn[]
  readonly missing: MissingPolicy
  readonly missingValues: readonly string[]
}

/** The io-ts codec of {@link TableSchema}, for reading one back from a file. */
export const TableSchema: t.Type<TableSchema, unknown> = t.readonly(
  t.type({
    target: SchemaTarget,
    features: t.readonlyArray(SchemaColumn),
    missing: MissingPolicy,
    missingValues: texts,
  }),
)
