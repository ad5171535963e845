/** Files of this package: a safetensors file whose metadata say, under `gradus`, what it is and hold its manifest. */
import { GradusError, Safetensors } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import * as t from 'io-ts'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import { parse, stringify } from './exactJson.ts'
import { showProblem } from './FormatError.ts'
import type { FormatError } from './FormatError.ts'

const metadataKey = 'gradus'

/** What a file is: its kind, and the version of that kind's manifest. */
export interface Kind<A> {
  readonly name: string
  readonly version: number
  readonly manifest: t.Type<A, unknown>
}

/** A file that has been opened: its manifest, its tensors, and what else its metadata say. */
export interface Opened<A> {
  readonly manifest: A
  readonly tensors: ReadonlyMap<string, AnyTensor>
  readonly metadata: ReadonlyMap<string, string>
}

const header = t.type({ format: t.string, version: t.number })

/** The bytes of a file of this kind. */
export const seal = <A>(
  { name, version, manifest }: Kind<A>,
  value: A,
  tensors: ReadonlyMap<string, AnyTensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array<ArrayBuffer> => {
  const document = { format: name, version, ...(manifest.encode(value) as object) }
  return Safetensors.encode(tensors, new Map([...metadata, [metadataKey, stringify(document)]]))
}

const notOfThisKind = (expected: string, found: string): FormatError => ({
  _tag: 'NotOfThisKind',
  expected,
  found,
})

const documentOf = <A>(
  { name }: Kind<A>,
  metadata: ReadonlyMap<string, string>,
): E.Either<FormatError, unknown> => {
  const text = metadata.get(metadataKey)
  if (text === undefined)
    return E.left(notOfThisKind(name, 'a safetensors file without a manifest of Gradus'))
  return E.tryCatch(
    () => parse(text),
    (error): FormatError => ({
      _tag: 'BadManifest',
      problems: [error instanceof GradusError ? error.message : 'it is not JSON'],
    }),
  )
}

const bad = (errors: t.Errors): FormatError => ({ _tag: 'BadManifest', problems: errors.map(showProblem) })

const checkHeader =
  <A>({ name, version }: Kind<A>) =>
  (document: unknown): E.Either<FormatError, unknown> =>
    pipe(
      header.decode(document),
      E.mapLeft(bad),
      E.chain((found) => {
        if (found.format !== name) return E.left(notOfThisKind(name, found.format))
        if (found.version > version)
          return E.left({ _tag: 'NewerVersion', found: found.version, known: version })
        return E.right(document)
      }),
    )

/** Opens a file of this kind. */
export const open =
  <A>(kind: Kind<A>) =>
  (bytes: Uint8Array): E.Either<FormatError, Opened<A>> =>
    pipe(
      Safetensors.decode(bytes),
      E.mapLeft((error): FormatError => ({ _tag: 'NotSafetensors', error })),
      E.chain(({ tensors, metadata }) =>
        pipe(
          documentOf(kind, metadata),
          E.chain(checkHeader(kind)),
          E.chain((document) => pipe(kind.manifest.decode(document), E.mapLeft(bad))),
          E.map((manifest) => ({
            manifest,
            tensors,
            metadata: new Map([...metadata].filter(([key]) => key !== metadataKey)),
          })),
        ),
      ),
    )
