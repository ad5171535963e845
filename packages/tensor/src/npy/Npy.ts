/**
 * Npy: one array in a file, as `numpy.save` writes it and `numpy.load` reads it.
 *
 * The format is a signature, a version, the length of a header, the header as a Python dictionary, and the elements. This
 * reader is strict: whatever the format does not allow is refused with its place, before anything is allocated.
 *
 * Source: `numpy.lib.format` of NumPy 2.4, versions 1.0, 2.0 and 3.0.
 */
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as O from '#fp/Option'
import { byteSize, copyOf, elementBytes } from '../codec/elements.ts'
import { utf8 } from '../codec/text.ts'
import { fromTypedArray } from '../create.ts'
import type { TypedArray } from '../DType.ts'
import { ShapeError } from '../errors.ts'
import { copyStrided, stridesOf } from '../kernels/strides.ts'
import type { AnyTensor, Shape } from '../Tensor.ts'
import { descrOf, elementType, type ElementType } from './elements.ts'
import { type NpyHeader, parseHeader, writeHeader } from './header.ts'
import { defaultLimits, type NpyError, type NpyLimits, showError } from './NpyError.ts'
import { unsupported } from './unsupported.ts'

export { defaultLimits, showError }
export type { NpyError, NpyLimits }

type Result<A> = E.Either<NpyError, A>

const magic: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

// ---- reading

interface Version {
  readonly lengthBytes: 2 | 4
  readonly text: (bytes: Uint8Array) => O.Option<string>
}

/** One character for each byte, whatever it is. */
const latin1 = (bytes: Uint8Array): O.Option<string> => O.some(new TextDecoder('latin1').decode(bytes))

const versions: Readonly<Record<number, Version>> = {
  1: { lengthBytes: 2, text: latin1 },
  2: { lengthBytes: 4, text: latin1 },
  3: { lengthBytes: 4, text: utf8 },
}

const versionOf = (bytes: Uint8Array): Result<Version> => {
  const start = [...bytes.subarray(0, 6)]
  const [major = 0, minor = 0] = bytes.subarray(6, 8)
  const version = minor === 0 ? versions[major] : undefined
  if (start.some((byte, i) => byte !== magic[i])) return E.left({ _tag: 'BadMagic', found: start })
  if (bytes.length < 8) return E.left({ _tag: 'TooShort', size: bytes.length, needed: 10 })
  if (version === undefined) return E.left({ _tag: 'UnknownVersion', major, minor })
  const needed = 8 + version.lengthBytes
  return bytes.length < needed ? E.left({ _tag: 'TooShort', size: bytes.length, needed }) : E.right(version)
}

interface Parts {
  readonly text: string
  readonly data: Uint8Array
}

const partsOf =
  (bytes: Uint8Array, limits: NpyLimits) =>
  ({ lengthBytes, text }: Version): Result<Parts> => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const length = lengthBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true)
    const start = 8 + lengthBytes
    const available = bytes.length - start
    if (length > limits.headerBytes)
      return E.left({ _tag: 'HeaderTooLong', length, limit: limits.headerBytes })
    if (length > available) return E.left({ _tag: 'HeaderBeyondFile', length, available })
    return pipe(
      text(bytes.subarray(start, start + length)),
      E.fromOption((): NpyError => ({ _tag: 'HeaderNotUtf8' })),
      E.map((text) => ({ text, data: bytes.subarray(start + length) })),
    )
  }

const checkSize = ({ shape, descr }: NpyHeader, width: number, available: number): Result<unknown> =>
  pipe(
    byteSize(shape, width),
    E.fromOption((): NpyError => ({ _tag: 'ShapeTooLarge', shape })),
    E.filterOrElse(
      (expected) => expected <= available,
      (expected): NpyError => ({ _tag: 'DataTooShort', shape, descr, expected, available }),
    ),
    E.filterOrElse(
      (expected) => expected === available,
      (expected): NpyError => ({ _tag: 'TrailingBytes', count: available - expected }),
    ),
  )

const typeOf = ({ descr }: NpyHeader): Result<ElementType> => {
  const type = elementType(descr)
  return type === undefined ? E.left(unsupported(descr)) : E.right(type)
}

/** Elements whose first index runs fastest, in the order in which the last one does. */
const rowsFirst = (values: TypedArray, shape: Shape): TypedArray => {
  const out = values.slice()
  copyStrided(values, 0, stridesOf(shape.toReversed()).toReversed(), shape, out)
  return out
}

const readData =
  (data: Uint8Array) =>
  (header: NpyHeader): Result<AnyTensor> =>
    pipe(
      E.Do,
      E.bind('type', () => typeOf(header)),
      E.bind('checked', ({ type }) => checkSize(header, type.width, data.length)),
      E.bind('values', ({ type }) => type.read(copyOf(data))),
      E.map(({ type: { dtype }, values }): AnyTensor => {
        const { fortranOrder, shape } = header
        return fromTypedArray(fortranOrder ? rowsFirst(values, shape) : values, shape, { dtype })
      }),
    )

/**
 * Reads an npy file of version 1.0, 2.0 or 3.0, in either byte order and either order of elements.
 *
 * Element types become the one of ours that holds all of their values: bool, uint8, int32, float32 and float64 themselves;
 * int8, int16 and uint16 `int32`; float16 `float32`; int64, uint64 and uint32 `int32` where every value fits. NaN and
 * infinite values are values and pass. The tensor is a copy of the bytes.
 *
 * Failures: an `NpyError` that names the place; `showError` puts it in words. Never throws.
 *
 * @example
 * ```ts
 * import { Npy } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const bytes = Npy.encode(T.tensor([[1, 2], [3, 4]]))
 * pipe(Npy.decode(bytes), E.map((x) => x.shape)) // => E.right([2, 2])
 * pipe(Npy.decode(bytes.subarray(0, 140)), E.mapLeft(Npy.showError)) // => E.left('npy: a shape of [2,2] of <f4 needs 16 bytes, the file has 12. Was it cut short?')
 * ```
 */
export const decode = (bytes: Uint8Array, limits: NpyLimits = defaultLimits): Result<AnyTensor> =>
  pipe(
    versionOf(bytes),
    E.chain(partsOf(bytes, limits)),
    E.chain(({ text, data }) => pipe(parseHeader(text, limits), E.chain(readData(data)))),
  )

// ---- writing

const alignment = 64
const headerStart = 10

/** As NumPy pads: blanks and a line's end, up to a whole number of 64 bytes, at least one blank. */
const paddedHeader = (text: string): string => {
  const used = headerStart + text.length + 1
  return `${text}${' '.repeat(alignment - (used % alignment))}\n`
}

/**
 * Writes a tensor as an npy file of version 1.0, byte for byte as `numpy.save` does.
 *
 * Throws `ShapeError` for a tensor of more than 32 dimensions.
 *
 * @example
 * ```ts
 * import { Npy } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 *
 * Npy.encode(T.tensor([1, 2, 3])).length // => 140
 * ```
 */
export const encode = (tensor: AnyTensor): Uint8Array<ArrayBuffer> => {
  const { shape, dtype } = tensor
  if (shape.length > defaultLimits.rank)
    throw new ShapeError(
      'Npy.encode',
      `NumPy's arrays have at most ${defaultLimits.rank} dimensions, this tensor has ${shape.length}. Reshape it?`,
    )
  const data = elementBytes(tensor)
  const header = paddedHeader(writeHeader({ descr: descrOf[dtype], fortranOrder: false, shape }))
  const dataStart = headerStart + header.length
  const out = new Uint8Array(dataStart + data.length)
  out.set([...magic, 1, 0])
  new DataView(out.buffer).setUint16(8, header.length, true)
  out.set(new TextEncoder().encode(header), headerStart)
  out.set(data, dataStart)
  return out
}
