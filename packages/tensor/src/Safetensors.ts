/**
 * Safetensors: named arrays in one file, readable by Python's `safetensors` and by everyone else's.
 *
 * The format is eight bytes of header length (little-endian), a JSON header, and the arrays' bytes one after the
 * other. This reader is strict: whatever the format does not allow is refused with its place, before anything is
 * allocated, and nothing is returned in part.
 *
 * Source: the format's description at https://github.com/huggingface/safetensors#format, and the rules of its
 * reference reader where the two differ (blanks around the header are allowed).
 */
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import { badBool, byteSize, copyOf, elementBytes, entriesOf, type Named } from './codec/elements.ts'
import { utf8 } from './codec/text.ts'
import { ValueError } from './errors.ts'
import { checkName, parseHeader, writeHeader } from './SafetensorsHeader.ts'
import type { TensorEntry } from './SafetensorsHeader.ts'
import { defaultLimits, showError } from './SafetensorsError.ts'
import type { SafetensorsError, SafetensorsLimits } from './SafetensorsError.ts'
import { fromTypedArray } from './create.ts'
import type { DType } from './DType.ts'
import type { AnyTensor } from './Tensor.ts'

export { defaultLimits, showError }
export type { SafetensorsError, SafetensorsLimits }

// ---- model

/** What a file holds. Both maps keep the file's order, and keep a name such as `__proto__` as a mere name. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, AnyTensor>
  readonly metadata: ReadonlyMap<string, string>
}

type Result<A> = E.Either<SafetensorsError, A>

interface Format {
  readonly code: string
  readonly dtype: DType
  readonly width: number
  readonly view: (bytes: ArrayBuffer) => Float32Array | Float64Array | Int32Array | Uint8Array
}

const formats: readonly Format[] = [
  { code: 'F64', dtype: 'float64', width: 8, view: (bytes) => new Float64Array(bytes) },
  { code: 'F32', dtype: 'float32', width: 4, view: (bytes) => new Float32Array(bytes) },
  { code: 'I32', dtype: 'int32', width: 4, view: (bytes) => new Int32Array(bytes) },
  { code: 'U8', dtype: 'uint8', width: 1, view: (bytes) => new Uint8Array(bytes) },
  { code: 'BOOL', dtype: 'bool', width: 1, view: (bytes) => new Uint8Array(bytes) },
]

const known = formats.map(({ code }) => code)

// ---- reading

const lengthBytes = 8

const headerText = (
  bytes: Uint8Array,
  limits: SafetensorsLimits,
): Result<readonly [text: string, data: Uint8Array]> => {
  if (bytes.length < lengthBytes) return E.left({ _tag: 'TooShort', size: bytes.length })
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length > BigInt(limits.headerBytes))
    return E.left({ _tag: 'HeaderTooLong', length, limit: limits.headerBytes })
  const end = lengthBytes + Number(length)
  if (end > bytes.length) {
    const available = bytes.length - lengthBytes
    return E.left({ _tag: 'HeaderBeyondFile', length: Number(length), available })
  }
  return pipe(
    utf8(bytes.subarray(lengthBytes, end)),
    E.fromOption((): SafetensorsError => ({ _tag: 'HeaderNotUtf8' })),
    E.map((text) => [text, bytes.subarray(end)] as const),
  )
}

interface Sized extends TensorEntry {
  readonly format: Format
}

/** Compares what one entry says with itself: its dtype, its shape's size, and the span it claims. */
const checkEntry = (entry: TensorEntry): Result<Sized> => {
  const { name, shape, begin, end, dtype } = entry
  const format = formats.find(({ code }) => code === dtype)
  if (format === undefined) return E.left({ _tag: 'UnknownDType', name, found: dtype, known })
  if (end < begin) return E.left({ _tag: 'OffsetsReversed', name, begin, end })
  const bytes = end - begin
  return pipe(
    byteSize(shape, format.width),
    E.fromOption((): SafetensorsError => ({ _tag: 'ShapeTooLarge', name, shape })),
    E.filterOrElse(
      (expected) => expected === bytes,
      (expected): SafetensorsError => ({ _tag: 'SizeMismatch', name, bytes, expected }),
    ),
    E.map(() => ({ ...entry, format })),
  )
}

/** The spans have to lie one behind the other, from the first byte of the data to its last. */
const checkLayout = (entries: readonly Sized[], available: number): Result<readonly Sized[]> => {
  const inOrder = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)
  let expected = 0
  for (const { name, begin, end } of inOrder) {
    if (begin < expected) return E.left({ _tag: 'OffsetsOverlap', name, begin, expected })
    if (begin > expected) return E.left({ _tag: 'OffsetsHole', name, begin, expected })
    if (end > available) return E.left({ _tag: 'DataBeyondFile', name, end, available })
    expected = end
  }
  return expected < available
    ? E.left({ _tag: 'TrailingBytes', count: available - expected })
    : E.right(entries)
}

const readTensor =
  (data: Uint8Array) =>
  ({ name, shape, begin, end, format }: Sized): Result<readonly [string, AnyTensor]> => {
    const bytes = copyOf(data.subarray(begin, end))
    const bad = format.dtype === 'bool' ? badBool(bytes) : undefined
    if (bad !== undefined) return E.left({ _tag: 'BadBool', name, ...bad })
    const typed = format.view(bytes.buffer)
    return E.right([name, fromTypedArray(typed, shape, { dtype: format.dtype })])
  }

/**
 * Reads a safetensors file.
 *
 * dtypes: F64, F32, I32, U8 and BOOL; a file that holds another one (BF16, say) is refused by name. NaN and
 * infinite values are values and pass. The tensors are copies of the bytes.
 *
 * Failures: a `SafetensorsError` that names the place; `showError` puts it in words. Never throws, never returns a
 * part of a file.
 *
 * @example
 * ```ts
 * import { Safetensors } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const bytes = Safetensors.encode({ weight: T.tensor([1, 2, 3]) }, { made: 'by hand' })
 * const file = Safetensors.decode(bytes)
 * pipe(file, E.map(({ metadata }) => metadata.get('made'))) // => E.right('by hand')
 * pipe(Safetensors.decode(bytes.subarray(0, 5)), E.mapLeft(Safetensors.showError)) // => E.left('safetensors: a file begins with 8 bytes that give the length of its header, this one has 5 bytes.')
 * ```
 */
export const decode = (
  bytes: Uint8Array,
  limits: SafetensorsLimits = defaultLimits,
): Result<SafetensorsFile> =>
  pipe(
    headerText(bytes, limits),
    E.chain(([text, data]) =>
      pipe(
        parseHeader(text, limits),
        E.chain(({ entries, metadata }) =>
          pipe(
            entries,
            E.traverseArray(checkEntry),
            E.chain((sized) => checkLayout(sized, data.length)),
            E.chain(E.traverseArray(readTensor(data))),
            E.map((tensors) => ({ tensors: new Map(tensors), metadata })),
          ),
        ),
      ),
    ),
  )

// ---- writing

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const requireName = (name: string): void => {
  const checked = checkName(name)
  if (E.isLeft(checked)) throw new ValueError('Safetensors.encode', showError(checked.left))
}

const requireText = (key: string, value: string): void => {
  requireName(key)
  if (/\p{Surrogate}/u.test(value)) {
    const rule = `metadata "${key}" holds half of a surrogate pair, which UTF-8 cannot write.`
    throw new ValueError('Safetensors.encode', rule)
  }
}

interface Part {
  readonly entry: TensorEntry
  readonly bytes: Uint8Array
}

/** Widest elements first, then by name: every array is aligned, and equal tensors give equal bytes. */
const layOut = (tensors: readonly (readonly [string, AnyTensor])[]): readonly Part[] => {
  const sized = tensors.map(([name, tensor]) => ({
    name,
    tensor,
    format: formats.find(({ dtype }) => dtype === tensor.dtype)!,
  }))
  const inOrder = sized.sort((a, b) => b.format.width - a.format.width || byName(a.name, b.name))
  let begin = 0
  return inOrder.map(({ name, tensor, format }) => {
    const bytes = elementBytes(tensor)
    const entry = { name, dtype: format.code, shape: tensor.shape, begin, end: begin + bytes.length }
    begin = entry.end
    return { entry, bytes }
  })
}

/**
 * Writes named tensors, and text about them, as a safetensors file.
 *
 * The bytes depend on the values alone, not on the order of the names given; the data is aligned to 8 bytes
 * (the header is padded with blanks, the only padding that every reader takes).
 *
 * Throws `ValueError` for a name that holds control characters or is `__metadata__`, which the format keeps for itself.
 *
 * @example
 * ```ts
 * import { Safetensors } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 *
 * Safetensors.encode({ a: T.tensor([1, 2]), b: T.tensor(3) }).length // => 132
 * ```
 */
export const encode = (tensors: Named<AnyTensor>, metadata: Named<string> = {}): Uint8Array<ArrayBuffer> => {
  const pairs = [...entriesOf(metadata)].sort(([a], [b]) => byName(a, b))
  const named = entriesOf(tensors)
  pairs.forEach(([key, value]) => requireText(key, value))
  named.forEach(([name]) => requireName(name))
  if (named.some(([name]) => name === '__metadata__')) {
    throw new ValueError(
      'Safetensors.encode',
      'a tensor may not be called "__metadata__", the format keeps that name.',
    )
  }
  const parts = layOut(named)
  const text = writeHeader({ entries: parts.map(({ entry }) => entry), metadata: new Map(pairs) })
  const bare = new TextEncoder().encode(text)
  const header = Math.ceil(bare.length / 8) * 8
  const dataStart = lengthBytes + header
  const out = new Uint8Array(dataStart + (parts.at(-1)?.entry.end ?? 0))
  new DataView(out.buffer).setBigUint64(0, BigInt(header), true)
  out.set(bare, lengthBytes)
  out.fill(0x20, lengthBytes + bare.length, dataStart)
  parts.forEach(({ entry, bytes }) => out.set(bytes, dataStart + entry.begin))
  return out
}
