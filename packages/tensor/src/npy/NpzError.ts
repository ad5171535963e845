/** What an npz reader refuses, and how it says so. */
import { quote, showName } from '../codec/text.ts'
import { words as zipWords, type ZipError, type ZipLimits } from '../zip/ZipError.ts'
import * as Npy from './NpyError.ts'

/** What a reader accepts at most, so that a hostile file costs bounded time and memory: of the archive, and of each array in it. */
export interface NpzLimits extends ZipLimits, Npy.NpyLimits {}

/**
 * The limits of `decode` where none are given. The ratio is deflate's own: no data expands further, and an array of zeros
 * comes close.
 */
export const defaultLimits: NpzLimits = {
  ...Npy.defaultLimits,
  members: 65_535,
  expandedBytes: 2 ** 30,
  ratio: 1032,
}

/** Every way in which bytes can fail to be an npz file that this reader takes. */
export type NpzError =
  | ZipError
  | { readonly _tag: 'NotNpy'; readonly name: string }
  | { readonly _tag: 'BadArray'; readonly name: string; readonly error: Npy.NpyError }

const words = (e: NpzError): string => {
  switch (e._tag) {
    case 'NotNpy':
      return `the member ${quote(e.name)} is no array: its name does not end in .npy.`
    case 'BadArray':
      return `${showName(e.name)}: ${Npy.showError(e.error)}`
    default:
      return zipWords(e)
  }
}

/**
 * An `NpzError` in one sentence: where, what was found, what the format wants.
 *
 * @example
 * ```ts
 * import { Npz } from '@gradus/tensor'
 *
 * Npz.showError({ _tag: 'Encrypted', name: 'x.npy' }) // => 'npz: x.npy is encrypted.'
 * ```
 */
export const showError = (e: NpzError): string => `npz: ${words(e)}`
