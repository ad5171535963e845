/**
 * Checkpoints in a folder, which survive crashes, full disks and altered files.
 *
 * Each checkpoint is a file of bytes and a manifest with their size and SHA-256, written last: only a manifest makes a
 * checkpoint. Everything is written atomically; an old checkpoint is removed only after the newest has been read
 * back and found good; loading verifies, and falls back to the newest that is good, saying which were not and why.
 *
 * Checkpoints are numbered in the order of their writing, so the latest of a run that was taken up again from an
 * earlier step is the one that was written last. One process at a time may write to a folder.
 */
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'
import {
  dataName,
  decodeManifest,
  encodeManifest,
  fileRecord,
  manifestName,
  numberOf,
  sha256,
} from './CheckpointManifest.ts'
import type { CheckpointManifest } from './CheckpointManifest.ts'
import { showFileError } from './FileError.ts'
import type { FileError } from './FileError.ts'
import { attempt, makeDirectory, removeStaleTemporaries, writeFileAtomic } from './files.ts'

// ---- model

/** What to keep: the bytes of a state, and where in its run it stands. */
export interface Checkpoint {
  readonly step: number
  readonly epoch: number
  /** Is it the best of its run so far? The newest that was is kept beside the last ones. */
  readonly best: boolean
  readonly bytes: Uint8Array
}

/** A checkpoint that could not be used, and why. */
export interface Rejected {
  readonly name: string
  readonly reason:
    | { readonly _tag: 'BadManifest'; readonly problem: string }
    | { readonly _tag: 'Truncated'; readonly bytes: number; readonly expected: number }
    | { readonly _tag: 'Altered'; readonly sha256: string; readonly expected: string }
    | { readonly _tag: 'Unreadable'; readonly error: FileError }
}

/** A checkpoint as it was read, and those newer ones that were not good. */
export interface Loaded extends Checkpoint {
  readonly rejected: readonly Rejected[]
}

/** Why a store cannot do what it was asked. */
export type StoreError =
  | FileError
  | { readonly _tag: 'NoCheckpoint'; readonly directory: string; readonly rejected: readonly Rejected[] }
  | { readonly _tag: 'NotVerified'; readonly directory: string; readonly rejected: Rejected }

/** A folder of checkpoints. */
export interface CheckpointStore {
  readonly directory: string
  /** Keeps a checkpoint, then removes those that are no longer needed. On failure the earlier ones are still there. */
  readonly save: (checkpoint: Checkpoint) => TE.TaskEither<StoreError, CheckpointManifest>
  /** The newest good checkpoint. */
  readonly loadLatest: TE.TaskEither<StoreError, Loaded>
  /** The newest good checkpoint that was the best of its run when it was written. */
  readonly loadBest: TE.TaskEither<StoreError, Loaded>
  /** The manifests of all checkpoints, newest first, without reading their bytes. */
  readonly list: TE.TaskEither<StoreError, readonly CheckpointManifest[]>
}

/** How many of the last checkpoints a store keeps, beside the best. */
export interface StoreOptions {
  readonly keep?: number
}

interface Found {
  readonly number: number
  readonly manifest: E.Either<Rejected, CheckpointManifest>
}

// ---- reading

const readManifest = (directory: string, number: number): TE.TaskEither<FileError, Found> => {
  const name = manifestName(number)
  const path = join(directory, name)
  return pipe(
    attempt(path, () => readFile(path, 'utf8')),
    TE.mapLeft((error): Rejected['reason'] => ({ _tag: 'Unreadable', error })),
    TE.chainEitherK((text) =>
      pipe(
        decodeManifest(text),
        E.mapLeft((problem): Rejected['reason'] => ({ _tag: 'BadManifest', problem })),
      ),
    ),
    TE.mapLeft((reason) => ({ name, reason })),
    (manifest) => TE.fromTask(manifest),
    TE.map((manifest) => ({ number, manifest })),
  )
}

const readNames = (directory: string): TE.TaskEither<FileError, readonly string[]> =>
  attempt(directory, () => readdir(directory))

const isManifest = (name: string): boolean => numberOf(name) !== undefined && name.endsWith('.json')

const numbers = (names: readonly string[]): readonly number[] =>
  names
    .filter(isManifest)
    .map((name) => numberOf(name)!)
    .sort((a, b) => b - a)

/** All checkpoints of the folder, the one that was written last first. */
const findAll = (directory: string): TE.TaskEither<FileError, readonly Found[]> =>
  pipe(
    readNames(directory),
    TE.map(numbers),
    TE.chain(TE.traverseArray((number) => readManifest(directory, number))),
  )

const verify = (
  manifest: CheckpointManifest,
  bytes: Uint8Array,
): E.Either<Rejected['reason'], Uint8Array> => {
  const { file } = manifest
  if (bytes.length !== file.bytes) {
    return E.left({ _tag: 'Truncated', bytes: bytes.length, expected: file.bytes })
  }
  const hash = sha256(bytes)
  return hash === file.sha256
    ? E.right(bytes)
    : E.left({ _tag: 'Altered', sha256: hash, expected: file.sha256 })
}

const readBytes = (directory: string, manifest: CheckpointManifest): TE.TaskEither<Rejected, Uint8Array> => {
  const path = join(directory, manifest.file.name)
  return pipe(
    attempt(path, async () => new Uint8Array(await readFile(path))),
    TE.mapLeft((error): Rejected['reason'] => ({ _tag: 'Unreadable', error })),
    TE.chainEitherK((bytes) => verify(manifest, bytes)),
    TE.mapLeft((reason) => ({ name: manifest.file.name, reason })),
  )
}

const loadFirst = (
  directory: string,
  candidates: readonly Found[],
  rejected: readonly Rejected[] = [],
): TE.TaskEither<StoreError, Loaded> => {
  const [first, ...rest] = candidates
  if (first === undefined) return TE.left({ _tag: 'NoCheckpoint', directory, rejected })
  return pipe(
    TE.fromEither(first.manifest),
    TE.chain((manifest) =>
      pipe(
        readBytes(directory, manifest),
        TE.map((bytes) => ({ manifest, bytes })),
      ),
    ),
    TE.matchE(
      (bad) => loadFirst(directory, rest, [...rejected, bad]),
      ({ manifest: { step, epoch, best }, bytes }) => TE.right({ step, epoch, best, bytes, rejected }),
    ),
  )
}

const isBest = ({ manifest }: Found): boolean => E.isRight(manifest) && manifest.right.best

// ---- retention

const removeAll = (directory: string, all: readonly string[]): TE.TaskEither<FileError, void> =>
  pipe(
    all,
    TE.traverseSeqArray((name) =>
      attempt(join(directory, name), () => rm(join(directory, name), { force: true })),
    ),
    TE.map(() => undefined),
  )

/** The last `keep` and the newest best. What cannot be read is left alone: perhaps a newer version wrote it. */
const toKeep = (found: readonly Found[], keep: number): readonly number[] => {
  const readable = found.filter(({ manifest }) => E.isRight(manifest))
  const kept = [...readable.slice(0, keep), ...readable.filter(isBest).slice(0, 1)]
  return [...kept, ...found.filter(({ manifest }) => E.isLeft(manifest))].map(({ number }) => number)
}

/** Manifests go before their bytes: what lost its manifest is no checkpoint, whenever this is interrupted. */
const retain = (directory: string, keep: number): TE.TaskEither<FileError, void> =>
  pipe(
    TE.Do,
    TE.bind('found', () => findAll(directory)),
    TE.bind('names', () => readNames(directory)),
    TE.chain(({ found, names }) => {
      const kept = new Set(toKeep(found, keep))
      const gone = names.filter((name) => {
        const number = numberOf(name)
        return number !== undefined && !kept.has(number)
      })
      return removeAll(directory, [...gone.filter(isManifest), ...gone.filter((name) => !isManifest(name))])
    }),
  )

// ---- writing

const nextNumber = (directory: string): TE.TaskEither<FileError, number> =>
  pipe(
    readNames(directory),
    TE.map((names) => (numbers(names)[0] ?? 0) + 1),
  )

const write = (
  directory: string,
  number: number,
  checkpoint: Checkpoint,
): TE.TaskEither<StoreError, CheckpointManifest> => {
  const { step, epoch, best, bytes } = checkpoint
  const file = fileRecord(dataName(number), bytes)
  const manifest: CheckpointManifest = { step, epoch, best, file }
  return pipe(
    writeFileAtomic(join(directory, file.name), bytes),
    TE.chainW(() =>
      pipe(
        readBytes(directory, manifest),
        TE.mapLeft((rejected): StoreError => ({ _tag: 'NotVerified', directory, rejected })),
      ),
    ),
    TE.chainW(() => writeFileAtomic(join(directory, manifestName(number)), encodeManifest(manifest))),
    TE.map(() => manifest),
  )
}

const save =
  (directory: string, keep: number) =>
  (checkpoint: Checkpoint): TE.TaskEither<StoreError, CheckpointManifest> =>
    pipe(
      nextNumber(directory),
      TE.chainW((number) => write(directory, number, checkpoint)),
      TE.chainFirstW(() => retain(directory, keep)),
    )

/**
 * Opens a folder of checkpoints, made where it is missing; what interrupted writes left there is removed.
 *
 * `keep` (3): how many of the last checkpoints stay, beside the newest that was the best of its run.
 *
 * Failures: a `StoreError`: no space, no permission, no good checkpoint (with the reason for each bad one), … None
 * of them costs a checkpoint that was there before.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { openCheckpointStore } from '@gradus/train/node'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as TE from 'fp-ts/lib/TaskEither.js'
 *
 * const folder = await mkdtemp(join(tmpdir(), 'run-'))
 * const bytes = new Uint8Array([1, 2, 3])
 * const program = pipe(
 *   openCheckpointStore(folder, { keep: 2 }),
 *   TE.tap((store) => store.save({ step: 10, epoch: 0, best: true, bytes })),
 *   TE.chain((store) => store.loadLatest),
 *   TE.map((loaded) => loaded.step),
 * )
 * await program() // => { _tag: 'Right', right: 10 }
 * ```
 */
export const openCheckpointStore = (
  directory: string,
  { keep = 3 }: StoreOptions = {},
): TE.TaskEither<StoreError, CheckpointStore> =>
  pipe(
    makeDirectory(directory),
    TE.chain(() => removeStaleTemporaries(directory)),
    TE.map(() => ({
      directory,
      save: save(directory, Math.max(1, keep)),
      loadLatest: pipe(
        findAll(directory),
        TE.chainW((found) => loadFirst(directory, found)),
      ),
      loadBest: pipe(
        findAll(directory),
        TE.chainW((found) => loadFirst(directory, found.filter(isBest))),
      ),
      list: pipe(
        findAll(directory),
        TE.map((found) => found.flatMap(({ manifest }) => (E.isRight(manifest) ? [manifest.right] : []))),
      ),
    })),
  )

// ---- words

const reasonWords = (reason: Rejected['reason']): string => {
  switch (reason._tag) {
    case 'BadManifest':
      return `its manifest cannot be read (${reason.problem}).`
    case 'Truncated':
      return `it has ${reason.bytes} bytes instead of ${reason.expected}.`
    case 'Altered':
      return `its bytes have changed since it was written (SHA-256 ${reason.sha256.slice(0, 12)}… instead of ${reason.expected.slice(0, 12)}…).`
    case 'Unreadable':
      return `it cannot be read (${showFileError(reason.error)})`
  }
}

/** Why a checkpoint was passed over, in one sentence. */
export const showRejected = ({ name, reason }: Rejected): string =>
  `${name} was not used: ${reasonWords(reason)}`

const noCheckpoint = (directory: string, rejected: readonly Rejected[]): string =>
  [`${directory}: there is no good checkpoint here.`, ...rejected.map(showRejected)].join('\n')

/** A `StoreError` in words. */
export const showStoreError = (e: StoreError): string => {
  if (e._tag === 'NoCheckpoint') return noCheckpoint(e.directory, e.rejected)
  if (e._tag === 'NotVerified')
    return `${e.directory}: a checkpoint was written but reads back differently. ${showRejected(e.rejected)}`
  return showFileError(e)
}
