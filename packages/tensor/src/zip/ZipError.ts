/** What a reader of zip archives refuses, and how it says so. */
import { bytesOf, quote, showName } from '../codec/text.ts'

/** What a reader accepts at most, so that a hostile archive costs bounded time and memory. */
export interface ZipLimits {
  /** Members of the archive. */
  readonly members: number
  /** Bytes that all compressed members together may expand to. */
  readonly expandedBytes: number
  /** How many times its compressed size a member may expand to. */
  readonly ratio: number
}

/** Every way in which bytes can fail to be a zip archive that this reader takes. */
export type ZipError =
  | { readonly _tag: 'NotAZip'; readonly size: number; readonly npy: boolean }
  | { readonly _tag: 'Comment'; readonly length: number }
  | { readonly _tag: 'SeveralDisks' }
  | { readonly _tag: 'BadDirectory'; readonly reason: string }
  | { readonly _tag: 'TooManyMembers'; readonly count: number; readonly limit: number }
  | { readonly _tag: 'BadName'; readonly name: string; readonly reason: string }
  | { readonly _tag: 'DuplicateName'; readonly name: string }
  | { readonly _tag: 'Encrypted'; readonly name: string }
  | { readonly _tag: 'UnknownVersion'; readonly name: string; readonly version: number }
  | { readonly _tag: 'UnknownMethod'; readonly name: string; readonly method: number }
  | { readonly _tag: 'BadLocalHeader'; readonly name: string; readonly offset: number }
  | {
      readonly _tag: 'HeaderMismatch'
      readonly name: string
      readonly field: string
      readonly local: string | number
      readonly central: string | number
    }
  | { readonly _tag: 'Overlap'; readonly name: string; readonly end: number; readonly next: number }
  | { readonly _tag: 'Hole'; readonly from: number; readonly to: number }
  | { readonly _tag: 'BadDescriptor'; readonly name: string }
  | { readonly _tag: 'Ratio'; readonly name: string; readonly ratio: number; readonly limit: number }
  | { readonly _tag: 'Expansion'; readonly bytes: number; readonly limit: number }
  | { readonly _tag: 'BadDeflate'; readonly name: string; readonly reason: string }
  | { readonly _tag: 'LongerThanDeclared'; readonly name: string; readonly declared: number }
  | {
      readonly _tag: 'ShorterThanDeclared'
      readonly name: string
      readonly declared: number
      readonly found: number
    }
  | { readonly _tag: 'HiddenBytes'; readonly name: string; readonly count: number }
  | { readonly _tag: 'CrcMismatch'; readonly name: string; readonly declared: number; readonly found: number }

const hex = (n: number): string => n.toString(16).padStart(8, '0')

const showValue = (value: string | number): string => showName(String(value))

/** A `ZipError` in words. */
export const words = (e: ZipError): string => {
  switch (e._tag) {
    case 'NotAZip':
      return e.npy
        ? 'this is no zip archive but a single array: read it with Npy.decode?'
        : `the ${bytesOf(e.size)} do not end as a zip archive does. Was it cut short, or is something behind it?`
    case 'Comment':
      return `the archive claims a comment of ${bytesOf(e.length)}, in which anything could hide.`
    case 'SeveralDisks':
      return 'the archive is one part of several.'
    case 'BadDirectory':
      return `the archive's directory is wrong: ${e.reason}.`
    case 'TooManyMembers':
      return `the archive has ${e.count} members, more than the limit of ${e.limit}.`
    case 'BadName':
      return `the name ${quote(e.name)} is refused: ${e.reason}.`
    case 'DuplicateName':
      return `${showName(e.name)} is in the archive twice.`
    case 'Encrypted':
      return `${showName(e.name)} is encrypted.`
    case 'UnknownVersion':
      return `${showName(e.name)} needs version ${e.version / 10} of the format, this reader knows those up to 6.3.`
    case 'UnknownMethod':
      return `${showName(e.name)} is compressed by method ${e.method}, this reader knows 0 (stored) and 8 (deflated).`
    case 'BadLocalHeader':
      return `${showName(e.name)}: at ${e.offset}, where the directory says that it begins, no member does.`
    case 'HeaderMismatch':
      return `${showName(e.name)}: its own header and the archive's directory differ in ${e.field}, ${showValue(e.local)} against ${showValue(e.central)}.`
    case 'Overlap':
      return `${showName(e.name)} reaches to ${e.end}, into what begins at ${e.next}.`
    case 'Hole':
      return `the bytes from ${e.from} to ${e.to} belong to no member.`
    case 'BadDescriptor':
      return `${showName(e.name)}: what stands behind its data does not say the sizes that the directory says.`
    case 'Ratio':
      return `${showName(e.name)} claims to expand ${e.ratio} times, more than the limit of ${e.limit}.`
    case 'Expansion':
      return `the members claim to expand to ${bytesOf(e.bytes)}, more than the limit of ${e.limit}. Trust the file? Set expandedBytes.`
    case 'BadDeflate':
      return `${showName(e.name)} cannot be decompressed: ${e.reason}.`
    case 'LongerThanDeclared':
      return `${showName(e.name)} expands to more than the ${bytesOf(e.declared)} that it declares.`
    case 'ShorterThanDeclared':
      return `${showName(e.name)} expands to ${bytesOf(e.found)}, it declares ${e.declared}.`
    case 'HiddenBytes':
      return `${showName(e.name)}: ${bytesOf(e.count)} behind its compressed data belong to nothing.`
    case 'CrcMismatch':
      return `${showName(e.name)}: its checksum is ${hex(e.found)}, it declares ${hex(e.declared)}. Was it damaged?`
  }
}
