/**
 * Reading the cells of a column as numbers, and collecting what cannot be read.
 *
 * @module
 */
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import { readNumber } from '../csv/number.ts'
import type { Table } from '../csv/Table.ts'
import type { BadCell, CellProblem } from '../DataError.ts'
import type { SchemaColumn } from './TableSchema.ts'

/** A cell as a number, or why it is none. The cell comes without the spaces around it. */
export type CellReader = (cell: string) => E.Either<CellProblem, number>

/** One column: a number for each row (zero where the cell is bad), and the bad cells. */
export interface ReadColumn {
  readonly values: Float64Array
  readonly bad: readonly BadCell[]
}

/** Reads a missing cell as `value`, or as a problem where there is none. */
export const orMissing =
  (missing: ReadonlySet<string>, value: number | undefined, read: CellReader): CellReader =>
  (cell) =>
    missing.has(cell) ? (value === undefined ? E.left('missing') : E.right(value)) : read(cell)

/** Reads a category as its position among the known ones. */
export const codeReader = (known: readonly string[], problem: CellProblem): CellReader => {
  const codes = new Map(known.map((name, code) => [name, code]))
  return (cell) => {
    const code = codes.get(cell)
    return code === undefined ? E.left(problem) : E.right(code)
  }
}

/** How a feature column is read; a missing number becomes NaN where `keepMissing`. */
export const featureReader = (
  column: SchemaColumn,
  missing: ReadonlySet<string>,
  keepMissing: boolean,
): CellReader => {
  if (column.kind === 'numeric') return orMissing(missing, keepMissing ? Number.NaN : undefined, readNumber)
  const code = codeReader(column.categories, 'unknownCategory')
  return keepMissing ? (cell) => code(missing.has(cell) ? '' : cell) : orMissing(missing, undefined, code)
}

/** Reads the named column of every row. */
export const readColumn = (table: Table, name: string, read: CellReader): ReadColumn => {
  const index = table.columns.indexOf(name)
  const values = new Float64Array(table.rows.length)
  const bad: BadCell[] = []
  table.rows.forEach((cells, row) => {
    const text = cells[index]!.trim()
    pipe(
      read(text),
      E.match(
        (problem) => {
          bad.push({ row: row + 1, line: table.lines[row]!, column: name, text, problem })
        },
        (value) => {
          values[row] = value
        },
      ),
    )
  })
  return { values, bad }
}

/** The different texts of a column in order: by value when all are whole numbers, else by character code. */
export const categoriesOf = (cells: readonly string[]): readonly string[] => {
  const distinct = [...new Set(cells)]
  const whole = distinct.every((cell) => /^[+-]?\d{1,15}$/.test(cell))
  return whole ? distinct.toSorted((a, b) => Number(a) - Number(b)) : distinct.toSorted()
}

/** The cells of the named column, without the spaces around them. */
export const cellsOf = (table: Table, name: string): readonly string[] => {
  const index = table.columns.indexOf(name)
  return table.rows.map((row) => row[index]!.trim())
}
