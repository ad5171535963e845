/** Decompression that costs what is there, whatever is claimed. */
import { Z_NO_FLUSH, Z_OK, Z_STREAM_END, zlibInflate, zlibInflateInit2, ZStream } from 'pako'
import * as E from '#fp/Either'

/** Why compressed data is refused. */
export type InflateFault =
  | { readonly _tag: 'BadDeflate'; readonly reason: string }
  | { readonly _tag: 'LongerThanDeclared'; readonly declared: number }
  | { readonly _tag: 'ShorterThanDeclared'; readonly declared: number; readonly found: number }
  | { readonly _tag: 'HiddenBytes'; readonly count: number }

/** No header and no trailer around the data, and the largest window. */
const rawWindow = -15

const firstRoom = 65_536

const begin = (data: Uint8Array): ZStream => {
  const stream = new ZStream()
  zlibInflateInit2(stream, rawWindow)
  return Object.assign(stream, { input: data, avail_in: data.length })
}

/** Twice the output, up to the limit; what is in it stays. */
const roomier = ({ output, next_out }: ZStream, limit: number): Partial<ZStream> => {
  const bigger = new Uint8Array(Math.min(limit, Math.max(firstRoom, 2 * next_out)))
  if (next_out > 0) bigger.set(output)
  return { output: bigger, avail_out: bigger.length - next_out }
}

/**
 * The `size` bytes that raw deflated data expands to.
 *
 * Memory grows with what has come out, and ends one byte above the size, which shows data that is longer.
 */
export const inflate = (data: Uint8Array, size: number): E.Either<InflateFault, Uint8Array> => {
  const stream = begin(data)
  let status = Z_OK as number
  while (status === Z_OK && stream.total_out <= size) {
    if (stream.avail_out === 0) Object.assign(stream, roomier(stream, size + 1))
    status = zlibInflate(stream, Z_NO_FLUSH)
  }
  const { total_out: found, avail_in: count, msg } = stream
  if (found > size) return E.left({ _tag: 'LongerThanDeclared', declared: size })
  if (status !== Z_STREAM_END)
    return E.left({ _tag: 'BadDeflate', reason: msg === '' ? 'it ends too early' : msg })
  if (found < size) return E.left({ _tag: 'ShorterThanDeclared', declared: size, found })
  return count > 0 ? E.left({ _tag: 'HiddenBytes', count }) : E.right(stream.output.subarray(0, size))
}
