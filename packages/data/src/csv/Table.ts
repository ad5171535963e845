/**
 * The contract of everything tabular: a table of texts.
 *
 * Laws. Every row has as many cells as there are columns; column names are distinct and not empty; `lines[i]` is the
 * line of the text on which row `i` begins, counted from 1, so that errors can point into the file.
 *
 * @module
 */

/** A table of texts with named columns, as `parseCsv` reads it. Cells keep the spaces around them. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly lines: readonly number[]
}

/**
 * Where a cell stands: `row` counts the examples from 1 and is 0 in the header, `line` counts the lines of the text
 * from 1, and `column` is the name, or the position counted from 1 where the header has no name for it.
 */
export interface Place {
  readonly row: number
  readonly line: number
  readonly column: string | number
}

/** The first few of many problems, and how many there are in all. */
export interface Listed<A> {
  readonly first: readonly A[]
  readonly total: number
}

const listedAtMost = 5

/** Keeps the first five of a list and the length of the whole. */
export const listed = <A>(all: readonly A[]): Listed<A> => ({
  first: all.slice(0, listedAtMost),
  total: all.length,
})

/**
 * A table from rows already at hand; its lines are counted as if a header stood above them.
 *
 * @example
 * ```ts
 * import { table } from '@gradus/data'
 *
 * table(['age', 'sex'], [['22', 'female'], ['38', 'male']]).lines // => [2, 3]
 * ```
 */
export const table = (columns: readonly string[], rows: readonly (readonly string[])[]): Table => ({
  columns,
  rows,
  lines: rows.map((_, index) => index + 2),
})
