/** The codecs, valid files of each, and files that are almost valid. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { Npy, Npz, Safetensors } from '../../src/index.ts'
import type { AnyTensor } from '../../src/index.ts'
import { concat, utf8 } from '../harness/files.ts'
import { member } from '../harness/zip.ts'
import { changedArchive, join as joinArchive, type Parts } from './archives.ts'
import { changedBytes, edges, rarely, several } from './bytes.ts'
import { changedText } from './text.ts'

type Named = ReadonlyMap<string, AnyTensor>

/** A codec under test: its files, and what it says to bytes, in words where it refuses them. */
export interface Codec {
  readonly name: 'safetensors' | 'npy' | 'npz'
  readonly files: fc.Arbitrary<Uint8Array>
  readonly decode: (bytes: Uint8Array) => E.Either<{ readonly tag: string; readonly words: string }, Named>
}

const golden = join(import.meta.dirname, '../golden')
const filesIn = (pattern: string): readonly Uint8Array[] =>
  globSync(pattern, { cwd: golden })
    .toSorted()
    .map((file) => new Uint8Array(readFileSync(join(golden, file))))

const safetensors = filesIn('*.safetensors')
const npy = filesIn('npy/*.npy')
const npz = filesIn('npy/*.npz')

// ---- files with a header in front of their data

interface Headed {
  readonly start: Uint8Array
  readonly text: string
  readonly data: Uint8Array
}

const length = (n: number, width: number): Uint8Array =>
  new Uint8Array(new BigUint64Array([BigInt(n)]).buffer).subarray(0, width)

/** How many bytes of signature a format has, and of the length of its header. */
const formats = { safetensors: { start: 0, width: 8 }, npy: { start: 8, width: 2 } } as const

const part = (
  bytes: Uint8Array,
  { start, width }: { readonly start: number; readonly width: number },
): Headed => {
  const textStart = start + width
  const size = bytes.subarray(start, textStart).reduce((sum, byte, i) => sum + byte * 256 ** i, 0)
  return {
    start: bytes.subarray(0, start),
    text: new TextDecoder().decode(bytes.subarray(textStart, textStart + size)),
    data: bytes.subarray(textStart + size),
  }
}

/** With the length that the header has, so that a change of the header is what the reader sees. */
const whole = ({ start, text, data }: Headed, width: number): Uint8Array =>
  concat(start, length(utf8(text).length, width), utf8(text), data)

const headed = (
  files: readonly Uint8Array[],
  format: (typeof formats)[keyof typeof formats],
): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(
      fc.constantFrom(...files.map((bytes) => part(bytes, format))),
      several(changedText, 4),
      rarely(changedBytes(files)),
    )
    .map(([parts, onText, onData]) => {
      const text = onText(parts.text)
      return whole({ ...parts, text, data: onData(parts.data) }, format.width)
    })

const blind = (files: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(fc.constantFrom(...files), several(changedBytes([...files, ...npy]), 4))
    .map(([bytes, f]) => f(bytes))

/** Versions 2.0 and 3.0 have lengths of four bytes, which may claim anything. */
const claiming: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.constantFrom(...npy), fc.constantFrom(1, 2, 3, 4), fc.constantFrom(...edges))
  .map(([bytes, version, n]) =>
    concat(bytes.subarray(0, 6), new Uint8Array([version, 0]), length(Number(n), 4), bytes.subarray(10)),
  )

const npyFiles = fc.oneof(
  {
    weight: 6,
    arbitrary: headed(
      npy.filter((bytes) => bytes[6] === 1),
      formats.npy,
    ),
  },
  { weight: 3, arbitrary: blind(npy) },
  claiming,
)

// ---- archives

const contents = fc.oneof(fc.constantFrom(...npy), npyFiles)

const honest: fc.Arbitrary<Parts> = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c/d', '__proto__'), fc.constantFrom(...npy), fc.boolean()), {
    maxLength: 3,
  })
  .map((list) => ({
    members: list.map(([name, bytes, deflate], i) => member(`${name}${i}.npy`, bytes, { deflate })),
    end: {},
    tail: new Uint8Array(0),
  }))

const others = npy.slice(0, 5).map((bytes, i) => member(`${i}.npy`, bytes, { deflate: i % 2 === 0 }))

const archives: fc.Arbitrary<Uint8Array> = fc
  .tuple(honest, several(changedArchive(contents, others), 3), rarely(changedBytes(npz)))
  .map(([parts, change, onBytes]) => onBytes(joinArchive(change(parts))))

// ---- the codecs

const told =
  <F extends { readonly _tag: string }>(showError: (e: F) => string) =>
  (e: F) => ({ tag: e._tag, words: showError(e) })

export const codecs: readonly Codec[] = [
  {
    name: 'safetensors',
    files: fc.oneof(
      { weight: 2, arbitrary: headed(safetensors, formats.safetensors) },
      { weight: 1, arbitrary: blind(safetensors) },
    ),
    decode: (bytes) =>
      E.bimap(
        told(Safetensors.showError),
        (file: Safetensors.SafetensorsFile) => file.tensors,
      )(Safetensors.decode(bytes)),
  },
  {
    name: 'npy',
    files: npyFiles,
    decode: (bytes) => E.bimap(told(Npy.showError), (x: AnyTensor) => new Map([['', x]]))(Npy.decode(bytes)),
  },
  {
    name: 'npz',
    files: fc.oneof({ weight: 6, arbitrary: archives }, { weight: 1, arbitrary: blind(npz) }),
    decode: (bytes) => E.mapLeft(told(Npz.showError))(Npz.decode(bytes)),
  },
]
