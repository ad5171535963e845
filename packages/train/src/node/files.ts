/**
 * Files that are either there in full or not there at all.
 *
 * A file is written under a temporary name in its own folder, flushed to the disk, renamed, and the folder flushed:
 * after a crash at any moment a reader finds the old bytes or the new ones, never a mixture. (Renaming alone is not
 * enough: without the flushes a power cut can leave a file of the new name and no bytes.)
 */
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'
import { toFileError } from './FileError.ts'
import type { FileError } from './FileError.ts'

/** Runs one file operation; what it throws becomes a `FileError` of that path. */
export const attempt = <A>(path: string, run: () => Promise<A>): TE.TaskEither<FileError, A> =>
  TE.tryCatch(run, toFileError(path))

const isCode = (reason: unknown, ...codes: readonly string[]): boolean =>
  typeof reason === 'object' && reason !== null && 'code' in reason && codes.includes(String(reason.code))

const ignoring =
  (...codes: readonly string[]) =>
  (reason: unknown): void => {
    if (!isCode(reason, ...codes)) throw reason
  }

// ---- temporary names: .NAME.PID-N.tmp

const inFlight = new Set<string>()
const temporaryName = /^\..+\.(\d+)-\d+\.tmp$/

const openTemporary = async (path: string, n = 0): Promise<readonly [string, FileHandle]> => {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${n}.tmp`)
  try {
    const handle = await open(temporary, 'wx')
    inFlight.add(temporary)
    return [temporary, handle]
  } catch (reason) {
    if (!isCode(reason, 'EEXIST')) throw reason
    return openTemporary(path, n + 1)
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (reason) {
    return isCode(reason, 'EPERM')
  }
}

/** Left by a process that is gone, or by an earlier one that had our number (in a container, say). */
const isStale = (directory: string, name: string): boolean => {
  const pid = temporaryName.exec(name)?.[1]
  if (pid === undefined || inFlight.has(join(directory, name))) return false
  return Number(pid) === process.pid || !isAlive(Number(pid))
}

/** Removes what interrupted writes left in a folder; the names removed. */
export const removeStaleTemporaries = (directory: string): TE.TaskEither<FileError, readonly string[]> =>
  attempt(directory, async () => {
    const stale = (await readdir(directory)).filter((name) => isStale(directory, name))
    await Promise.all(stale.map((name) => rm(join(directory, name), { force: true })))
    return stale
  })

// ---- writing

const flushDirectory = async (directory: string): Promise<void> => {
  // Windows opens no folders, and some network disks flush none; the rename itself has been done by then.
  const handle = await open(directory, 'r').catch(ignoring('EISDIR', 'EPERM', 'EACCES'))
  try {
    await handle?.sync().catch(ignoring('EINVAL', 'ENOTSUP', 'EPERM', 'EBADF'))
  } finally {
    await handle?.close()
  }
}

const writeAndFlush = async (handle: FileHandle, bytes: Uint8Array): Promise<void> => {
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const replace = async (path: string, bytes: Uint8Array): Promise<void> => {
  const [temporary, handle] = await openTemporary(path)
  try {
    await writeAndFlush(handle, bytes)
    await rename(temporary, path)
  } catch (reason) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw reason
  } finally {
    inFlight.delete(temporary)
  }
  await flushDirectory(dirname(path))
}

/**
 * Writes a file so that a reader, or a crash at any moment, finds the old bytes or the new ones and nothing between.
 * The folder has to exist.
 *
 * Failures: a `FileError` with the path; the old file is then still there and no temporary is left behind.
 *
 * @example
 * ```ts
 * import { mkdtemp, readFile } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { writeFileAtomic } from '@gradus/train/node'
 *
 * const path = join(await mkdtemp(join(tmpdir(), 'notes-')), 'notes.txt')
 * const written = await writeFileAtomic(path, new TextEncoder().encode('kept'))()
 * written._tag // => 'Right'
 * await readFile(path, 'utf8') // => 'kept'
 * ```
 */
export const writeFileAtomic = (path: string, bytes: Uint8Array): TE.TaskEither<FileError, void> =>
  attempt(path, () => replace(path, bytes))

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

// Not `mkdir` with `recursive`, which never returns under /proc (it waits for a parent that is already there).
const make = async (directory: string): Promise<void> => {
  if (await isDirectory(directory)) return
  const parent = dirname(directory)
  if (parent !== directory) await make(parent)
  await mkdir(directory).catch(async (reason: unknown) => {
    if (!isCode(reason, 'EEXIST') || !(await isDirectory(directory))) throw reason
  })
}

const pathOf = (reason: unknown): string | undefined =>
  typeof reason === 'object' && reason !== null && 'path' in reason ? String(reason.path) : undefined

/** Makes a folder, and those above it, unless it is there. */
export const makeDirectory = (directory: string): TE.TaskEither<FileError, void> =>
  TE.tryCatch(
    () => make(resolve(directory)),
    // The path of the folder, or the file, that is in the way: perhaps one far above.
    (reason) => toFileError(pathOf(reason) ?? directory)(reason),
  )

/**
 * Is there a folder here that files can be written to? Makes it where it is missing, writes `bytes` zeros into a
 * temporary file, flushes, and removes it: a run that could not save is refused before it has begun.
 */
export const probeWritable = (directory: string, bytes = 1): TE.TaskEither<FileError, void> =>
  pipe(
    makeDirectory(directory),
    TE.chain(() =>
      attempt(directory, async () => {
        const [temporary, handle] = await openTemporary(join(directory, 'probe'))
        try {
          await writeAndFlush(handle, new Uint8Array(bytes))
        } finally {
          await rm(temporary, { force: true })
          inFlight.delete(temporary)
        }
      }),
    ),
  )
