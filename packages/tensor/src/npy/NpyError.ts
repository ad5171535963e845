/** What an npy reader refuses, and how it says so. */
import { bytesOf, quote, visible } from '../codec/text.ts'

/** What a reader accepts at most, so that a hostile file costs bounded time and memory. */
export interface NpyLimits {
  /** Bytes of header; NumPy's own limit is 10,000. */
  readonly headerBytes: number
  /** Dimensions of the array. */
  readonly rank: number
}

/** The limits of `decode` where none are given. */
export const defaultLimits: NpyLimits = { headerBytes: 10_000, rank: 32 }

/** Every way in which bytes can fail to be an npy file that this reader takes. */
export type NpyError =
  | { readonly _tag: 'TooShort'; readonly size: number; readonly needed: number }
  | { readonly _tag: 'BadMagic'; readonly found: readonly number[] }
  | { readonly _tag: 'UnknownVersion'; readonly major: number; readonly minor: number }
  | { readonly _tag: 'HeaderTooLong'; readonly length: number; readonly limit: number }
  | { readonly _tag: 'HeaderBeyondFile'; readonly length: number; readonly available: number }
  | { readonly _tag: 'HeaderNotUtf8' }
  | {
      readonly _tag: 'HeaderSyntax'
      readonly position: number
      readonly expected: string
      readonly found: string
    }
  | { readonly _tag: 'HeaderField'; readonly key: string; readonly expected: string; readonly found: string }
  | { readonly _tag: 'UnknownKey'; readonly key: string }
  | { readonly _tag: 'DuplicateKey'; readonly key: string }
  | { readonly _tag: 'MissingKey'; readonly key: string }
  | { readonly _tag: 'UnsupportedDType'; readonly descr: string; readonly reason: string }
  | { readonly _tag: 'TooManyDimensions'; readonly limit: number }
  | { readonly _tag: 'ShapeTooLarge'; readonly shape: readonly number[] }
  | {
      readonly _tag: 'DataTooShort'
      readonly shape: readonly number[]
      readonly descr: string
      readonly expected: number
      readonly available: number
    }
  | { readonly _tag: 'TrailingBytes'; readonly count: number }
  | { readonly _tag: 'BadBool'; readonly index: number; readonly found: number }
  | { readonly _tag: 'DoesNotFit'; readonly descr: string; readonly index: number; readonly value: bigint }

const hex = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')

const isZip = (bytes: readonly number[]): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b

const words = (e: NpyError): string => {
  switch (e._tag) {
    case 'TooShort':
      return `a file begins with ${e.needed} bytes of signature, version and header length, this one has ${bytesOf(e.size)}.`
    case 'BadMagic':
      return `a file begins with the bytes 93 4e 55 4d 50 59, this one with ${hex(e.found)}.${isZip(e.found) ? ' It looks like a zip: read it with Npz.decode?' : ''}`
    case 'UnknownVersion':
      return `version ${e.major}.${e.minor} of the format is unknown to this reader, which knows 1.0, 2.0 and 3.0.`
    case 'HeaderTooLong':
      return `the header claims ${e.length} bytes, more than the limit of ${e.limit}.`
    case 'HeaderBeyondFile':
      return `the header claims ${bytesOf(e.length)}, the file has only ${e.available} left. Was it cut short?`
    case 'HeaderNotUtf8':
      return 'the header is not UTF-8 text.'
    case 'HeaderSyntax':
      return `the header is not a dictionary at character ${e.position}: expected ${e.expected}, found ${e.found}.`
    case 'HeaderField':
      return `${e.key}: expected ${e.expected}, found ${visible(e.found)}.`
    case 'UnknownKey':
      return `the header holds the key ${quote(e.key)}; it has descr, fortran_order and shape alone.`
    case 'DuplicateKey':
      return `${e.key} stands twice in the header.`
    case 'MissingKey':
      return `the header lacks ${e.key}.`
    case 'UnsupportedDType':
      return `descr ${quote(e.descr)}: ${e.reason}`
    case 'TooManyDimensions':
      return `shape has more than ${e.limit} dimensions, the limit.`
    case 'ShapeTooLarge':
      return `a shape of [${e.shape.join(',')}] has more elements than can be counted.`
    case 'DataTooShort':
      return `a shape of [${e.shape.join(',')}] of ${e.descr} needs ${bytesOf(e.expected)}, the file has ${e.available}. Was it cut short?`
    case 'TrailingBytes':
      return `${bytesOf(e.count)} behind the array belong to nothing.`
    case 'BadBool':
      return `element ${e.index} of a bool array is ${e.found}, not 0 or 1.`
    case 'DoesNotFit':
      return `element ${e.index} of a ${e.descr} array is ${e.value}, which int32 cannot hold. Save it as float64, which rounds above 2^53: array.astype('float64').`
  }
}

/**
 * An `NpyError` in one sentence: where, what was found, what the format wants.
 *
 * @example
 * ```ts
 * import { Npy } from '@gradus/tensor'
 *
 * Npy.showError({ _tag: 'TrailingBytes', count: 3 }) // => 'npy: 3 bytes behind the array belong to nothing.'
 * ```
 */
export const showError = (e: NpyError): string => `npy: ${words(e)}`
