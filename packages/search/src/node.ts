/**
 * A study's log in a file: one writer at a time, every record on the disk before the study goes on.
 *
 * @module
 */
import { open, readFile, unlink, type FileHandle } from 'node:fs/promises'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'
import type { History } from './History.ts'
import { decodeLog, encodeRecord, showLogError, type LogError } from './log.ts'
import type { Config, Space } from './Space.ts'
import type { Study } from './study.ts'
import type { StudyRecord } from './StudyRecord.ts'

/** A log that is open for writing. */
export interface LogFile<C> {
  /** What the file told when it was opened: give it to `runStudy`. */
  readonly history: History<C>
  /** What a torn write had left at the end; it has been cut off. */
  readonly torn: string
  /** Writes one record and waits until it is on the disk. */
  readonly append: (record: StudyRecord<C>) => TE.TaskEither<LogFileError, void>
  /** Closes the file and lets others write. */
  readonly close: TE.TaskEither<LogFileError, void>
}

export type LogFileError =
  | { readonly _tag: 'LogLocked'; readonly path: string; readonly owner: string }
  | { readonly _tag: 'LogCorrupt'; readonly path: string; readonly error: LogError }
  | { readonly _tag: 'LogNotText'; readonly path: string }
  | { readonly _tag: 'LogUnusable'; readonly path: string; readonly doing: string; readonly reason: string }

/**
 * Opens a log for a study, making it when there is none; reads it, cuts off a torn last line, and keeps other
 * writers out with a file beside it (`PATH.lock`) that names the process.
 *
 * The lock of a process that no longer runs on this machine is taken over.
 *
 * Gives `Left` when another process writes, when the log is corrupt or belongs to another study, or when the
 * system refuses.
 */
export const openLog = <const S extends Space>(
  path: string,
  study: Study<S>,
): TE.TaskEither<LogFileError, LogFile<Config<S>>> =>
  pipe(
    lock(path),
    TE.chain(() =>
      pipe(
        load(path, study),
        TE.orElse((error) => pipe(unlock(path), TE.apSecond(TE.left(error)))),
      ),
    ),
  )

/** One sentence for people. */
export const showLogFileError = (error: LogFileError): string => {
  switch (error._tag) {
    case 'LogLocked':
      return `${error.path}: process ${error.owner} is writing to this log. Wait for it, or choose another file.`
    case 'LogCorrupt':
      return `${error.path}: ${showLogError(error.error)}`
    case 'LogNotText':
      return `${error.path}: not a study log, its bytes are no UTF-8 text.`
    case 'LogUnusable':
      return `${error.path}: ${error.doing} failed: ${error.reason}.`
  }
}

const attempt = <A>(path: string, doing: string, run: () => Promise<A>): TE.TaskEither<LogFileError, A> =>
  TE.tryCatch(run, (error) => ({ _tag: 'LogUnusable', path, doing, reason: reasonOf(error) }))

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

const lockOf = (path: string): string => `${path}.lock`

const lock =
  (path: string): TE.TaskEither<LogFileError, void> =>
  async () => {
    const first = await claim(path)
    if (E.isRight(first) || first.left._tag !== 'LogLocked' || isRunning(first.left.owner)) return first
    return pipe(
      unlock(path),
      TE.chain(() => () => claim(path)),
    )()
  }

const claim = async (path: string): Promise<E.Either<LogFileError, void>> => {
  try {
    const handle = await open(lockOf(path), 'wx')
    await handle.writeFile(`${process.pid}\n`)
    await handle.close()
    return E.right(undefined)
  } catch (error) {
    return codeOf(error) === 'EEXIST'
      ? E.left({ _tag: 'LogLocked', path, owner: await ownerOf(path) })
      : E.left({ _tag: 'LogUnusable', path, doing: 'locking', reason: reasonOf(error) })
  }
}

const ownerOf = async (path: string): Promise<string> =>
  readFile(lockOf(path), 'utf8').then(
    (text) => text.trim(),
    () => '',
  )

/** Signal 0 asks without disturbing; EPERM means that somebody else's process is there. */
const isRunning = (owner: string): boolean => {
  if (!/^\d+$/.test(owner)) return true
  try {
    process.kill(Number(owner), 0)
    return true
  } catch (error) {
    return codeOf(error) !== 'ESRCH'
  }
}

const unlock = (path: string): TE.TaskEither<LogFileError, void> =>
  attempt(path, 'unlocking', () => unlink(lockOf(path)))

const load = <S extends Space>(
  path: string,
  study: Study<S>,
): TE.TaskEither<LogFileError, LogFile<Config<S>>> =>
  pipe(
    attempt(path, 'opening', () => open(path, 'a+')),
    TE.chain((handle) =>
      pipe(
        attempt(path, 'reading', () => handle.readFile()),
        TE.chainEitherK((bytes) => decodeBytes(path, study, bytes)),
        TE.chainFirst(({ whole }) => attempt(path, 'cutting off a torn line', () => handle.truncate(whole))),
        TE.map(({ history, torn }) => logFile<Config<S>>(path, handle, history, torn)),
        TE.orElse((error) => pipe(closing(path, handle), TE.apSecond(TE.left(error)))),
      ),
    ),
  )

const LINE_FEED = 10

/** Whole lines must be text; what a torn write left need not be. */
const decodeBytes = <S extends Space>(path: string, study: Study<S>, bytes: Uint8Array) => {
  const whole = bytes.lastIndexOf(LINE_FEED) + 1
  return pipe(
    E.tryCatch(
      () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, whole)),
      (): LogFileError => ({ _tag: 'LogNotText', path }),
    ),
    E.chain((text) =>
      pipe(
        decodeLog(study)(text),
        E.mapLeft((error): LogFileError => ({ _tag: 'LogCorrupt', path, error })),
      ),
    ),
    E.map(({ history }) => ({ history, whole, torn: new TextDecoder().decode(bytes.subarray(whole)) })),
  )
}

const closing = (path: string, handle: FileHandle): TE.TaskEither<LogFileError, void> =>
  attempt(path, 'closing', () => handle.close())

const logFile = <C>(path: string, handle: FileHandle, history: History<C>, torn: string): LogFile<C> => ({
  history,
  torn,
  append: (record) => attempt(path, 'writing', () => appendWhole(handle, encodeRecord(record))),
  close: pipe(
    closing(path, handle),
    TE.chain(() => unlock(path)),
  ),
})

/** A full disk may take half a line: cut it off, or the next record would make it a corrupt one in the middle. */
const appendWhole = async (handle: FileHandle, line: string): Promise<void> => {
  const { size } = await handle.stat()
  try {
    await handle.appendFile(line)
    await handle.datasync()
  } catch (error) {
    await handle.truncate(size).catch(() => undefined)
    throw error
  }
}
