import { showFileError, writeFileAtomic } from '@gradus/train/node'
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'

import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'

import type { Failure } from './Failure.ts'
import { failed } from './Failure.ts'

/** What Node's error codes mean to the person at the terminal. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'a part of the path is a file, not a folder'],
  ['EISDIR', 'it is a folder, not a file'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EMFILE', 'too many files are open'],
])

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Is this what the system answers with that code? */
export const isCode = (error: unknown, code: string): boolean => codeOf(error) === code

/** `there is no such file`, from whatever was thrown. */
export const reason = (error: unknown): string =>
  reasons.get(codeOf(error)) ?? (error instanceof Error ? error.message : String(error))

const attempt = <A>(what: string, action: () => Promise<A>): TE.TaskEither<Failure, A> =>
  TE.tryCatch(action, (error) => failed(`${what}: ${reason(error)}.`))

export const readBytes = (path: string): TE.TaskEither<Failure, Uint8Array> =>
  attempt(`Cannot read ${path}`, () => readFile(path))

const decodeText = (path: string, bytes: Uint8Array): E.Either<Failure, string> =>
  E.tryCatch(
    () => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    () => failed(`Cannot read ${path}: it is not text in UTF-8. Save it as UTF-8?`),
  )

/** A text file in UTF-8, without its byte order mark. */
export const readText = (path: string): TE.TaskEither<Failure, string> =>
  pipe(
    readBytes(path),
    TE.chainEitherK((bytes) => decodeText(path, bytes)),
  )

export const writeText = (path: string, text: string): TE.TaskEither<Failure, void> =>
  attempt(`Cannot write ${path}`, () => writeFile(path, text))

/** Writes a file at once: a reader finds the old text or the new one, never a half. */
export const replaceText = (path: string, text: string): TE.TaskEither<Failure, void> =>
  pipe(
    writeFileAtomic(path, new TextEncoder().encode(text)),
    TE.mapLeft((error) => failed(`Cannot write. ${showFileError(error)}`)),
  )

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
