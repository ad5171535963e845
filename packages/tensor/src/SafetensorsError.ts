/** What a safetensors reader refuses, and how it says so. */
import { bytesOf, quote, showName } from './codec/text.ts'

/** What a reader accepts at most, so that a hostile file costs bounded time and memory. */
export interface SafetensorsLimits {
  /** Bytes of header; the format's own limit is 100,000,000. */
  readonly headerBytes: number
  /** Tensors in the file, and entries of its metadata. */
  readonly entries: number
  /** Dimensions of one tensor. */
  readonly rank: number
}

/** The limits of `decode` where none are given. */
export const defaultLimits: SafetensorsLimits = { headerBytes: 100_000_000, entries: 100_000, rank: 32 }

/** Every way in which bytes can fail to be a safetensors file that this reader takes. */
export type SafetensorsError =
  | { readonly _tag: 'TooShort'; readonly size: number }
  | { readonly _tag: 'HeaderTooLong'; readonly length: bigint; readonly limit: number }
  | { readonly _tag: 'HeaderBeyondFile'; readonly length: number; readonly available: number }
  | { readonly _tag: 'HeaderNotUtf8' }
  | {
      readonly _tag: 'HeaderNotJson'
      readonly position: number
      readonly expected: string
      readonly found: string
    }
  | { readonly _tag: 'HeaderField'; readonly path: string; readonly expected: string; readonly found: string }
  | { readonly _tag: 'DuplicateKey'; readonly path: string }
  | { readonly _tag: 'BadName'; readonly name: string; readonly reason: string }
  | { readonly _tag: 'TooMany'; readonly path: string; readonly limit: number }
  | {
      readonly _tag: 'UnknownDType'
      readonly name: string
      readonly found: string
      readonly known: readonly string[]
    }
  | { readonly _tag: 'ShapeTooLarge'; readonly name: string; readonly shape: readonly number[] }
  | {
      readonly _tag: 'SizeMismatch'
      readonly name: string
      readonly bytes: number
      readonly expected: number
    }
  | { readonly _tag: 'OffsetsReversed'; readonly name: string; readonly begin: number; readonly end: number }
  | {
      readonly _tag: 'OffsetsOverlap'
      readonly name: string
      readonly begin: number
      readonly expected: number
    }
  | { readonly _tag: 'OffsetsHole'; readonly name: string; readonly begin: number; readonly expected: number }
  | {
      readonly _tag: 'DataBeyondFile'
      readonly name: string
      readonly end: number
      readonly available: number
    }
  | { readonly _tag: 'TrailingBytes'; readonly count: number }
  | { readonly _tag: 'BadBool'; readonly name: string; readonly index: number; readonly found: number }

const nearestDType = ({
  found,
  known,
}: Extract<SafetensorsError, { readonly _tag: 'UnknownDType' }>): string =>
  known.includes(found.toUpperCase()) ? ` Did the writer mean ${found.toUpperCase()}?` : ''

const words = (e: SafetensorsError): string => {
  switch (e._tag) {
    case 'TooShort':
      return `a file begins with 8 bytes that give the length of its header, this one has ${bytesOf(e.size)}.`
    case 'HeaderTooLong':
      return `the header claims ${e.length} bytes, more than the limit of ${e.limit}.`
    case 'HeaderBeyondFile':
      return `the header claims ${bytesOf(e.length)}, the file has only ${e.available} left. Was it cut short?`
    case 'HeaderNotUtf8':
      return 'the header is not UTF-8 text.'
    case 'HeaderNotJson':
      return `the header is not JSON at character ${e.position}: expected ${e.expected}, found ${e.found}.`
    case 'HeaderField':
      return `${e.path === '' ? 'the header' : e.path}: expected ${e.expected}, found ${e.found}.`
    case 'DuplicateKey':
      return `${e.path} stands twice in the header.`
    case 'BadName':
      return `the name ${quote(e.name)} is refused: ${e.reason}.`
    case 'TooMany':
      return `${e.path === '' ? 'the header' : e.path} has more than ${e.limit} items, the limit.`
    case 'UnknownDType':
      return `${showName(e.name)}: dtype ${quote(e.found)} is unknown to this reader, which knows ${e.known.join(', ')}.${nearestDType(e)}`
    case 'ShapeTooLarge':
      return `${showName(e.name)}: a shape of [${e.shape.join(',')}] has more elements than can be counted.`
    case 'SizeMismatch':
      return `${showName(e.name)}: its offsets span ${bytesOf(e.bytes)}, its shape and dtype need ${e.expected}.`
    case 'OffsetsReversed':
      return `${showName(e.name)}: its data ends at ${e.end}, before it begins at ${e.begin}.`
    case 'OffsetsOverlap':
      return `${showName(e.name)}: its data begins at ${e.begin}, inside of another tensor's, which ends at ${e.expected}.`
    case 'OffsetsHole':
      return `${showName(e.name)}: its data begins at ${e.begin}, which leaves a hole from ${e.expected} on.`
    case 'DataBeyondFile':
      return `${showName(e.name)}: its data ends at ${e.end}, the file's data at ${e.available}. Was it cut short?`
    case 'TrailingBytes':
      return `${bytesOf(e.count)} behind the last tensor belong to none.`
    case 'BadBool':
      return `${showName(e.name)}: element ${e.index} of a BOOL tensor is ${e.found}, not 0 or 1.`
  }
}

/**
 * A `SafetensorsError` in one sentence: where, what was found, what the format wants.
 *
 * @example
 * ```ts
 * import { Safetensors } from '@gradus/tensor'
 *
 * const read = Safetensors.decode(new Uint8Array(3))
 * read._tag === 'Left' && Safetensors.showError(read.left) // => 'safetensors: a file begins with 8 bytes that give the length of its header, this one has 3 bytes.'
 * ```
 */
export const showError = (e: SafetensorsError): string => `safetensors: ${words(e)}`
