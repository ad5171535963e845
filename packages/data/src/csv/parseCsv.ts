/**
 * CSV text as a table, strictly (RFC 4180, with the line ends and delimiters that are met in practice).
 *
 * @module
 */
import * as E from '#fp/Either'
import { parse } from '#csv'
import { pipe } from '#fp/function'
import type { CsvError } from './CsvError.ts'
import { guessDelimiter } from './guessDelimiter.ts'
import { isNumber } from './number.ts'
import { listed, type Place, type Table } from './Table.ts'

/** How large a text may be before it is refused. */
export interface CsvLimits {
  readonly columns: number
  readonly rows: number
  /** Characters in one row, its cells together. */
  readonly recordLength: number
}

/** Settings of {@link parseCsv}. */
export interface CsvOptions {
  /** What separates cells; guessed among comma, semicolon, tab and bar when it is not given. */
  readonly delimiter?: string
  /** The names of the columns, for a text that has no header line. */
  readonly columns?: readonly string[]
  readonly limits?: Partial<CsvLimits>
}

/** The limits that hold when none are given. */
export const defaultCsvLimits: CsvLimits = { columns: 16_384, rows: 10_000_000, recordLength: 1_000_000 }

interface Records {
  readonly cells: readonly (readonly string[])[]
  readonly lines: readonly number[]
}

interface ParserFailure {
  readonly code: string
  readonly index: number
}

const lineEnds = /\r\n|\n|\r/

const countIn = (record: readonly string[], end: '\r\n' | RegExp): number =>
  record.reduce((count, cell) => (/[\r\n]/.test(cell) ? count + cell.split(end).length - 1 : count), 0)

const isParserFailure = (error: unknown): error is ParserFailure =>
  error instanceof Error && 'code' in error && 'index' in error

/** The line on which the record after `line` begins: empty lines between records do not count. */
const nextLine = (text: string, line: number): number => {
  const rest = text.split(lineEnds).slice(line)
  return (
    line +
    1 +
    Math.max(
      0,
      rest.findIndex((content) => content !== ''),
    )
  )
}

const columnAt = (header: readonly string[] | undefined, index: number): string | number =>
  header?.[index]?.trim() || index + 1

const refusal = (failure: ParserFailure, place: Place, limits: CsvLimits): CsvError => {
  switch (failure.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return { _tag: 'UnclosedQuote', place }
    case 'CSV_INVALID_CLOSING_QUOTE':
      return { _tag: 'TextAfterQuote', place }
    case 'INVALID_OPENING_QUOTE':
      return { _tag: 'QuoteInsideCell', place }
    case 'CSV_MAX_RECORD_SIZE':
      return { _tag: 'RecordTooLong', row: place.row, line: place.line, limit: limits.recordLength }
    default:
      throw failure
  }
}

const parseRecords = (text: string, options: CsvOptions, limits: CsvLimits): E.Either<CsvError, Records> => {
  const cells: string[][] = []
  const ends: number[] = []
  let pairs = 0 // csv-parse counts a carriage return with its line feed inside quotes as two lines
  const headerRows = options.columns === undefined ? 1 : 0
  const run = (): void => {
    parse(text, {
      delimiter: options.delimiter ?? guessDelimiter(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true, // counted below, so that all ragged rows are reported and not the first alone
      skip_empty_lines: true,
      max_record_size: limits.recordLength,
      to: limits.rows + headerRows + 1,
      on_record: (record: string[], { lines }) => {
        pairs += countIn(record, '\r\n')
        cells.push(record)
        ends.push(lines - pairs)
        return null
      },
    })
  }
  const explain = (error: unknown): CsvError => {
    if (!isParserFailure(error)) throw error
    const header = options.columns ?? cells[0]
    const place = {
      row: cells.length + 1 - headerRows,
      line: nextLine(text, ends.at(-1) ?? 0),
      column: columnAt(header, error.index),
    }
    return refusal(error, place, limits)
  }
  return pipe(
    E.tryCatch(run, explain),
    E.map(() => ({ cells, lines: cells.map((record, i) => ends[i]! - countIn(record, lineEnds)) })),
  )
}

const refuseNul = (text: string): E.Either<CsvError, string> => {
  const index = text.indexOf('\0')
  return index === -1
    ? E.right(text)
    : E.left({ _tag: 'NulCharacter', line: text.slice(0, index).split(lineEnds).length })
}

const positionsWhere = (names: readonly string[], test: (name: string) => boolean): readonly number[] =>
  names.flatMap((name, index) => (test(name) ? [index + 1] : []))

const duplicates = (names: readonly string[]) =>
  [...new Set(names)]
    .map((name) => ({ name, positions: positionsWhere(names, (other) => other === name) }))
    .filter(({ positions }) => positions.length > 1)

const problemOfNames = (names: readonly string[], limits: CsvLimits): CsvError | undefined => {
  if (names.length > limits.columns)
    return { _tag: 'TooManyColumns', found: names.length, limit: limits.columns }
  const unnamed = positionsWhere(names, (name) => name === '')
  if (unnamed.length > 0) return { _tag: 'UnnamedColumns', positions: unnamed }
  // Whoever makes a record of a row would change the record's prototype.
  const [forbidden] = positionsWhere(names, (name) => name === '__proto__')
  if (forbidden !== undefined) return { _tag: 'ForbiddenColumn', name: '__proto__', position: forbidden }
  const repeated = new Set(names).size === names.length ? [] : duplicates(names)
  return repeated.length > 0 ? { _tag: 'DuplicateColumns', columns: repeated } : undefined
}

const namesOf = (
  records: Records,
  options: CsvOptions,
  limits: CsvLimits,
): E.Either<CsvError, readonly string[]> => {
  const header = records.cells[0]
  if (header === undefined) return E.left({ _tag: 'EmptyText' })
  if (options.columns === undefined && header.every(isNumber))
    return E.left({ _tag: 'NumericHeader', cells: header })
  const names = (options.columns ?? header).map((name) => name.trim())
  const problem = problemOfNames(names, limits)
  return problem === undefined ? E.right(names) : E.left(problem)
}

const raggedRows = (table: Table) =>
  table.rows.flatMap((row, index) =>
    row.length === table.columns.length
      ? []
      : [{ row: index + 1, line: table.lines[index]!, found: row.length }],
  )

const checkRows =
  (limits: CsvLimits) =>
  (table: Table): E.Either<CsvError, Table> => {
    if (table.rows.length === 0) return E.left({ _tag: 'NoRows', columns: table.columns })
    if (table.rows.length > limits.rows) return E.left({ _tag: 'TooManyRows', limit: limits.rows })
    const ragged = raggedRows(table)
    return ragged.length === 0
      ? E.right(table)
      : E.left({ _tag: 'RaggedRows', expected: table.columns.length, rows: listed(ragged) })
  }

/**
 * Reads CSV text: quoted cells, a byte order mark, and line ends of any kind, also mixed. Names of columns lose the
 * spaces around them; empty lines are skipped. What is not a table is refused: nothing is guessed, cut or filled in.
 *
 * @param text the whole text.
 * @returns the table, or what is wrong with the text and where.
 * @example
 * ```ts
 * import { parseCsv } from '@gradus/data'
 *
 * parseCsv('name,age\n"Doe, J.",32\n') // => { _tag: 'Right', right: { columns: ['name', 'age'], rows: [['Doe, J.', '32']], lines: [2] } }
 * parseCsv('name,age\nDoe,J.,32\n') // => { _tag: 'Left', left: { _tag: 'RaggedRows', expected: 2, rows: { first: [{ row: 1, line: 2, found: 3 }], total: 1 } } }
 * ```
 */
export const parseCsv = (text: string, options: CsvOptions = {}): E.Either<CsvError, Table> => {
  const limits = { ...defaultCsvLimits, ...options.limits }
  const skip = options.columns === undefined ? 1 : 0
  return pipe(
    refuseNul(text.startsWith('\ufeff') ? text.slice(1) : text),
    E.chain((clean) => parseRecords(clean, options, limits)),
    E.chain((records) =>
      pipe(
        namesOf(records, options, limits),
        E.map((columns) => ({
          columns,
          rows: records.cells.slice(skip),
          lines: records.lines.slice(skip),
        })),
      ),
    ),
    E.chain(checkRows(limits)),
  )
}
