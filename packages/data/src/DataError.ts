/**
 * What can be wrong with data that comes from outside. All of it are values: nothing here is thrown.
 *
 * @module
 */
import type { CsvError } from './csv/CsvError.ts'
import type { NumberProblem } from './csv/number.ts'
import type { Listed, Place } from './csv/Table.ts'

/** Why a cell cannot be used. */
export type CellProblem = NumberProblem | 'missing' | 'unknownCategory' | 'unknownClass'

/** A cell that cannot be used: where it stands and what it holds. */
export interface BadCell extends Place {
  readonly column: string
  readonly text: string
  readonly problem: CellProblem
}

/** A column that the table does not have, and the one whose name is nearest. */
export interface MissingColumn {
  readonly name: string
  readonly role: 'target' | 'feature'
  readonly nearest: string | undefined
}

/** Why a file could not be read. */
export interface FileError {
  readonly _tag: 'FileError'
  readonly path: string
  readonly reason: 'notFound' | 'isDirectory' | 'noPermission' | 'tooLarge' | 'other'
  readonly detail: string
}

/** Why a table is not a dataset. */
export type TableError =
  | {
      readonly _tag: 'MissingColumns'
      readonly missing: readonly MissingColumn[]
      readonly columns: readonly string[]
    }
  | { readonly _tag: 'NoFeatures'; readonly target: string }
  | { readonly _tag: 'TargetIsFeature'; readonly target: string }
  | { readonly _tag: 'BadCells'; readonly cells: Listed<BadCell>; readonly policy: 'error' | 'drop' | 'mean' }
  | { readonly _tag: 'NoCompleteRows'; readonly rows: number }
  | { readonly _tag: 'OneClass'; readonly column: string; readonly name: string; readonly rows: number }

/** Everything that can be wrong with data from outside. `showDataError` says it in words. */
export type DataError = CsvError | TableError | FileError
