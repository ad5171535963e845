/**
 * The usual preprocessing of a table.
 *
 * @module
 */
import { pipe } from '#fp/function'
import type { TableSchema } from '../table/TableSchema.ts'
import { andThen, type PairStatistics } from './andThen.ts'
import { imputeMean, type ImputeStatistics } from './imputeMean.ts'
import { oneHotColumns, type OneHotStatistics } from './oneHotColumns.ts'
import type { Preprocessor } from './Preprocessor.ts'
import { standardizeColumns, type StandardizeStatistics } from './standardize.ts'

/** The statistics of {@link tabular}. */
export type TabularStatistics = PairStatistics<
  PairStatistics<ImputeStatistics, StandardizeStatistics>,
  OneHotStatistics
>

const positions = ({ features }: TableSchema, kind: 'numeric' | 'categorical'): readonly number[] =>
  features.flatMap((column, index) => (column.kind === kind ? [index] : []))

/**
 * What a table of a schema needs before a network: missing numbers filled by their mean, numeric columns standardised,
 * categorical ones spread out; all with statistics of the training part.
 */
export const tabular = (schema: TableSchema): Preprocessor<TabularStatistics> =>
  pipe(
    imputeMean,
    andThen(standardizeColumns(positions(schema, 'numeric'))),
    andThen(oneHotColumns(positions(schema, 'categorical'))),
  )

/**
 * The names of the columns that {@link tabular} makes: those of numeric columns, and `column=category` for each category
 * that the training part has.
 */
export const tabularNames =
  (schema: TableSchema) =>
  ({ second: { codes } }: TabularStatistics): readonly string[] =>
    schema.features.flatMap((column, index) =>
      column.kind === 'numeric'
        ? [column.name]
        : (codes.find((one) => one.column === index)?.values ?? []).map(
            (code) => `${column.name}=${column.categories[code] ?? code}`,
          ),
    )
