/**
 * Errors in words.
 *
 * @module
 */
import type { CsvError } from './csv/CsvError.ts'
import type { Listed, Place } from './csv/Table.ts'
import type { BadCell, CellProblem, DataError, FileError, MissingColumn, TableError } from './DataError.ts'

const longest = 40

/** A text in quotes, shortened where it is long, with what cannot be seen escaped. */
const quote = (text: string): string =>
  JSON.stringify(text.length <= longest ? text : `${text.slice(0, longest)}…`)

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

const at = ({ row, line, column }: Place): string =>
  `${atRow({ row, line })}, column ${typeof column === 'number' ? `number ${column}` : quote(column)}`

const atRow = ({ row, line }: { readonly row: number; readonly line: number }): string =>
  row === 0 ? `the header (line ${line})` : `row ${row} (line ${line})`

/** One line for each problem under a heading, and how many more there are. */
const bullets = <A>(heading: string, { first, total }: Listed<A>, show: (a: A) => string): string =>
  [
    heading,
    ...first.map((one) => `  ${show(one)}`),
    ...(total > first.length ? [`  and ${(total - first.length).toLocaleString('en')} more`] : []),
  ].join('\n')

const sentence = (heading: string, list: readonly string[]): string => `${heading}: ${list.join(', ')}.`

const placed = (place: Place, problem: string): string => `CSV: ${at(place)}: ${problem}`

const showCsvError = (error: CsvError): string => {
  switch (error._tag) {
    case 'InvalidUtf8':
      return error.utf16
        ? 'CSV: the text must be UTF-8, but this file is UTF-16. Save it again as UTF-8.'
        : `CSV: the text must be UTF-8, but line ${error.line} holds bytes that are not. Save it again as UTF-8.`
    case 'NulCharacter':
      return `CSV: line ${error.line} holds a NUL character, which no text has. Is this a binary file, or UTF-16?`
    case 'EmptyText':
      return 'CSV: the text is empty. It must have a line with the names of the columns, and rows below.'
    case 'NoRows':
      return sentence('CSV: there are no rows, only a header with the columns', error.columns.map(quote))
    case 'NumericHeader':
      return `CSV: the first line must name the columns, but it holds only numbers (${error.cells.slice(0, 3).join(', ')}${error.cells.length > 3 ? ', …' : ''}). Put a line of names above it.`
    case 'UnnamedColumns':
      return `CSV: every column must have a name, but the header leaves ${plural(error.positions.length, 'column')} without: number ${error.positions.slice(0, 10).join(', ')}${error.positions.length > 10 ? ', …' : ''}. Name it, or remove the column.`
    case 'ForbiddenColumn':
      return `CSV: a column must not be named ${quote(error.name)}, as column number ${error.position} is. Rename it.`
    case 'DuplicateColumns':
      return `CSV: every column must have a name of its own, but ${error.columns
        .slice(0, 5)
        .map(({ name, positions }) => `${quote(name)} names columns ${positions.join(', ')}`)
        .join('; ')}. Rename all but one.`
    case 'TooManyColumns':
      return `CSV: there are ${plural(error.found, 'column')}; the limit is ${error.limit.toLocaleString('en')}. Is the delimiter right? Else raise limits.columns.`
    case 'TooManyRows':
      return `CSV: there are more than ${plural(error.limit, 'row')}, the limit. Raise limits.rows?`
    case 'RecordTooLong':
      return `CSV: ${atRow(error)} is longer than ${plural(error.limit, 'character')}, the limit. Is a quote left open in it? Else raise limits.recordLength.`
    case 'RaggedRows':
      return bullets(
        `CSV: every row must have ${plural(error.expected, 'cell')}, as the header has:`,
        error.rows,
        (row) => `${atRow(row)} has ${row.found}`,
      )
    case 'UnclosedQuote':
      return placed(error.place, 'a quote is opened and never closed.')
    case 'TextAfterQuote':
      return placed(
        error.place,
        'text follows the closing quote. Write a quote inside a quoted cell twice: "".',
      )
    case 'QuoteInsideCell':
      return placed(
        error.place,
        'a quote stands inside a cell that does not begin with one. Quote the whole cell, and write the quote inside it twice.',
      )
  }
}

const cellProblem: Record<CellProblem, (text: string) => string> = {
  notANumber: (text) => `${text} is not a number`,
  decimalComma: (text) => `${text} is not a number; write a decimal point in place of the comma`,
  notFinite: (text) => `${text} is not a finite number`,
  tooLarge: (text) => `${text} is too large for float32, which ends at 3.4e38`,
  missing: (text) => (text === '""' ? 'the cell is empty' : `the value is missing (${text})`),
  unknownCategory: (text) => `the training table has no category ${text}`,
  unknownClass: (text) => `the training table has no class ${text}`,
}

const showCell = (cell: BadCell): string => `${at(cell)}: ${cellProblem[cell.problem](quote(cell.text))}`

const adviceOnMissing = {
  error: '\nFill the missing cells, or choose what to do with them: missing "drop" or "mean".',
  drop: '\nFill the missing cells: a row can be left out of training, not of prediction.',
  mean: '\nFill the missing cells, or leave out the rows: only features can be filled by their mean.',
}

const showBadCells = (error: Extract<TableError, { readonly _tag: 'BadCells' }>): string => {
  const text = bullets(`Table: ${plural(error.cells.total, 'cell')} cannot be used:`, error.cells, showCell)
  return error.cells.first.some(({ problem }) => problem === 'missing')
    ? text + adviceOnMissing[error.policy]
    : text
}

const showMissingColumn = ({ name, role, nearest }: MissingColumn): string =>
  `Table: there is no column ${quote(name)} for the ${role}.${nearest === undefined ? '' : ` Did you mean ${quote(nearest)}?`}`

const showTableError = (error: TableError): string => {
  switch (error._tag) {
    case 'MissingColumns':
      return [
        ...error.missing.slice(0, 10).map(showMissingColumn),
        sentence('The columns are', [
          ...error.columns.slice(0, 20).map(quote),
          ...(error.columns.length > 20 ? ['…'] : []),
        ]),
      ].join('\n')
    case 'NoFeatures':
      return `Table: there must be a column to learn from besides the target ${quote(error.target)}, but none is left.`
    case 'TargetIsFeature':
      return `Table: the column ${quote(error.target)} is the target and a feature too. Take it out of the features.`
    case 'BadCells':
      return showBadCells(error)
    case 'NoCompleteRows':
      return `Table: all ${plural(error.rows, 'row')} have a missing cell, and missing is "drop", so none is left. Leave out the columns that are mostly empty?`
    case 'OneClass':
      return `Table: the target ${quote(error.column)} must have two classes or more, but all ${plural(error.rows, 'row')} have the class ${quote(error.name)}.`
  }
}

const showFileError = ({ path, reason, detail }: FileError): string => {
  switch (reason) {
    case 'notFound':
      return `File: there is no file ${path}.`
    case 'isDirectory':
      return `File: ${path} is a directory; name a CSV file in it.`
    case 'noPermission':
      return `File: ${path} cannot be read: permission denied.`
    case 'tooLarge':
      return `File: ${path} is too large: ${detail}.`
    case 'other':
      return `File: ${path} cannot be read: ${detail}.`
  }
}

const isTableError = (error: DataError): error is TableError =>
  ['MissingColumns', 'NoFeatures', 'TargetIsFeature', 'BadCells', 'NoCompleteRows', 'OneClass'].includes(
    error._tag,
  )

/**
 * An error about data, in words: where, the rule, what was found, and the way out.
 *
 * @example
 * ```ts
 * import { showDataError } from '@gradus/data'
 *
 * showDataError({ _tag: 'TooManyRows', limit: 1000 }) // => 'CSV: there are more than 1,000 rows, the limit. Raise limits.rows?'
 * ```
 */
export const showDataError = (error: DataError): string =>
  error._tag === 'FileError'
    ? showFileError(error)
    : isTableError(error)
      ? showTableError(error)
      : showCsvError(error)
