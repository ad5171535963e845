/**
 * Sources that need files: the part of the package that runs in Node, Deno and Bun alone.
 *
 * @packageDocumentation
 */
import { readFile, stat } from 'node:fs/promises'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'
import { decodeText } from './csv/decodeText.ts'
import { type CsvOptions, parseCsv } from './csv/parseCsv.ts'
import type { Table } from './csv/Table.ts'
import type { DataError, FileError } from './DataError.ts'

/** Settings of {@link readCsvFile}. */
export interface CsvFileOptions extends CsvOptions {
  /** The largest file that is read; 256 MB when it is not given. */
  readonly maxBytes?: number
}

const reasons: Readonly<Record<string, FileError['reason']>> = {
  ENOENT: 'notFound',
  ENOTDIR: 'notFound',
  EISDIR: 'isDirectory',
  EACCES: 'noPermission',
  EPERM: 'noPermission',
}

const fileError =
  (path: string) =>
  (error: unknown): FileError => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const detail = error instanceof Error ? error.message : String(error)
    return { _tag: 'FileError', path, reason: reasons[code] ?? 'other', detail }
  }

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`

const checkSize = (path: string, maxBytes: number): TE.TaskEither<FileError, void> =>
  pipe(
    TE.tryCatch(() => stat(path), fileError(path)),
    TE.chain((found) => {
      if (found.isDirectory()) return TE.left({ _tag: 'FileError', path, reason: 'isDirectory', detail: '' })
      const detail = `${megabytes(found.size)}, the limit is ${megabytes(maxBytes)} (maxBytes)`
      return found.size > maxBytes
        ? TE.left({ _tag: 'FileError', path, reason: 'tooLarge', detail })
        : TE.right(undefined)
    }),
  )

/**
 * Reads a CSV file: UTF-8, strictly, then as `parseCsv` does.
 *
 * @param path where the file is.
 * @returns the table; or why the file cannot be read, or what is wrong with its text and where. Nothing is thrown.
 */
export const readCsvFile = (
  path: string,
  { maxBytes = 256_000_000, ...options }: CsvFileOptions = {},
): TE.TaskEither<DataError, Table> =>
  pipe(
    checkSize(path, maxBytes),
    TE.chain(() => TE.tryCatch(() => readFile(path), fileError(path))),
    TE.chainW((bytes) =>
      TE.fromEither(
        pipe(
          decodeText(bytes),
          E.chain((text) => parseCsv(text, options)),
        ),
      ),
    ),
  )
