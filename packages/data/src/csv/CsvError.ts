/**
 * What can be wrong with a text that should be CSV.
 *
 * @module
 */
import type { Listed, Place } from './Table.ts'

/** A row whose number of cells is not that of the header. */
export interface RaggedRow {
  readonly row: number
  readonly line: number
  readonly found: number
}

/** A name that the header gives to several columns, with their positions counted from 1. */
export interface DuplicateColumn {
  readonly name: string
  readonly positions: readonly number[]
}

/** Why a text is not a table. `showDataError` says it in words. */
export type CsvError =
  | { readonly _tag: 'InvalidUtf8'; readonly line: number; readonly utf16: boolean }
  | { readonly _tag: 'NulCharacter'; readonly line: number }
  | { readonly _tag: 'EmptyText' }
  | { readonly _tag: 'NoRows'; readonly columns: readonly string[] }
  | { readonly _tag: 'NumericHeader'; readonly cells: readonly string[] }
  | { readonly _tag: 'UnnamedColumns'; readonly positions: readonly number[] }
  | { readonly _tag: 'ForbiddenColumn'; readonly name: string; readonly position: number }
  | { readonly _tag: 'DuplicateColumns'; readonly columns: readonly DuplicateColumn[] }
  | { readonly _tag: 'TooManyColumns'; readonly found: number; readonly limit: number }
  | { readonly _tag: 'TooManyRows'; readonly limit: number }
  | { readonly _tag: 'RecordTooLong'; readonly row: number; readonly line: number; readonly limit: number }
  | { readonly _tag: 'RaggedRows'; readonly expected: number; readonly rows: Listed<RaggedRow> }
  | { readonly _tag: 'UnclosedQuote'; readonly place: Place }
  | { readonly _tag: 'TextAfterQuote'; readonly place: Place }
  | { readonly _tag: 'QuoteInsideCell'; readonly place: Place }
