/**
 * The manifest of a checkpoint: what makes a file of bytes a checkpoint.
 *
 * It is written last, so a checkpoint whose manifest is there was complete when it was written; and it tells the
 * size and the SHA-256 of the bytes, so one that has changed since is known for what it is.
 */
import { createHash } from 'node:crypto'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as t from 'io-ts'

const format = 'gradus-checkpoint'
const version = 1

/** A file that belongs to a checkpoint. */
export interface FileRecord {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** What is known of a checkpoint without reading its bytes. */
export interface CheckpointManifest {
  readonly step: number
  readonly epoch: number
  /** Was it the best of its run when it was written? */
  readonly best: boolean
  readonly file: FileRecord
}

const codec = t.exact(
  t.type({
    format: t.literal(format),
    version: t.literal(version),
    step: t.Integer,
    epoch: t.Integer,
    best: t.boolean,
    file: t.exact(t.type({ name: t.string, bytes: t.Integer, sha256: t.string })),
  }),
)

/** The SHA-256 of bytes, in hexadecimal. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const stem = (number: number): string => `checkpoint-${String(number).padStart(6, '0')}`

/** The name of the manifest of a folder's n-th checkpoint. */
export const manifestName = (number: number): string => `${stem(number)}.json`

/** The name of its bytes. */
export const dataName = (number: number): string => `${stem(number)}.safetensors`

/** Which checkpoint of its folder a manifest or its bytes belong to, by their name. */
export const numberOf = (name: string): number | undefined => {
  const digits = /^checkpoint-(\d{6,15})\.(?:json|safetensors)$/.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** What a manifest says about its bytes. */
export const fileRecord = (name: string, bytes: Uint8Array): FileRecord => ({
  name,
  bytes: bytes.length,
  sha256: sha256(bytes),
})

/** The bytes of a manifest. */
export const encodeManifest = (manifest: CheckpointManifest): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify({ format, version, ...manifest }, null, 2)}\n`)

const problem = ({ context, value }: t.ValidationError): string => {
  const path = context.map(({ key }) => key).filter((key) => key !== '')
  const expected = context.at(-1)?.type.name ?? 'something else'
  return `${path.join('.')}: expected ${expected}, found ${JSON.stringify(value) ?? 'nothing'}`
}

/** Reads a manifest; a failure says all that is wrong with it. */
export const decodeManifest = (text: string): E.Either<string, CheckpointManifest> =>
  pipe(
    E.tryCatch(
      () => JSON.parse(text) as unknown,
      () => 'it is not JSON',
    ),
    E.chain((json) =>
      pipe(
        codec.decode(json),
        E.mapLeft((errors) => errors.map(problem).join('; ')),
      ),
    ),
    // A name with a path in it would lead out of the folder.
    E.filterOrElse(
      ({ file }) => file.name.endsWith('.safetensors') && numberOf(file.name) !== undefined,
      ({ file }) => `file.name: expected the name of a checkpoint, found ${JSON.stringify(file.name)}`,
    ),
    E.map(({ step, epoch, best, file }) => ({ step, epoch, best, file })),
  )
