/**
 * Bytes as text.
 *
 * @module
 */
import * as E from '#fp/Either'
import type { CsvError } from './CsvError.ts'

const newline = 0x0a

const decodes = (bytes: Uint8Array): boolean =>
  E.isRight(
    E.tryCatch(
      () => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
      () => 'invalid' as const,
    ),
  )

/** The lines of `bytes`, without their ends; no UTF-8 sequence crosses a line feed. */
function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0
  while (start <= bytes.length) {
    const end = bytes.indexOf(newline, start)
    yield bytes.subarray(start, end === -1 ? bytes.length : end)
    if (end === -1) return
    start = end + 1
  }
}

const firstBadLine = (bytes: Uint8Array): number => {
  let line = 0
  for (const part of linesOf(bytes)) {
    line += 1
    if (!decodes(part)) return line
  }
  return line
}

const startsAsUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)

/**
 * UTF-8 bytes as text, strictly: a byte that is not UTF-8 is an error and not a replacement character.
 *
 * @returns the text without its byte order mark, or the line of the first bad byte.
 * @example
 * ```ts
 * import { decodeText } from '@gradus/data'
 *
 * decodeText(new Uint8Array([0x61, 0x0a, 0xe9])) // => { _tag: 'Left', left: { _tag: 'InvalidUtf8', line: 2, utf16: false } }
 * ```
 */
export const decodeText = (bytes: Uint8Array): E.Either<CsvError, string> =>
  E.tryCatch(
    () => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    (): CsvError => ({ _tag: 'InvalidUtf8', line: firstBadLine(bytes), utf16: startsAsUtf16(bytes) }),
  )
