/**
 * Memory that is taken and given back in pieces of any size, and grows.
 *
 * A piece of the same size as one that came back is that one, so that a loop finds its memory again. Only before the memory
 * has to grow are pieces put together and cut.
 *
 * @module
 */
import { blockSize } from './memory.ts'
import { type Memory, wasm } from './platform.ts'

const page = 65_536

/** 2 GiB: all that addresses reach that are signed numbers of 32 bits. */
export const maximumPages = 32_768

/** A memory whose addresses nobody has yet. */
export interface Space {
  readonly memory: Memory
  /** The address of so many bytes; nothing where there is no room for them and the runtime gives no more. */
  readonly take: (bytes: number) => number | undefined
  readonly give: (address: number, bytes: number) => void
  /** The bytes that have been given back. */
  readonly free: () => number
}

/** Some runtimes refuse to set aside the addresses of as much as could be asked for. */
const reserve = (shared: boolean, maximum: number): { readonly memory: Memory; readonly maximum: number } => {
  try {
    return { memory: new (wasm().Memory)({ initial: 1, maximum, shared }), maximum }
  } catch (error) {
    if (maximum <= 1024) throw error
    return reserve(shared, maximum >> 1)
  }
}

interface Piece {
  readonly start: number
  readonly end: number
}

/** Pieces next to each other as one. */
const joined = (pieces: readonly Piece[]): readonly Piece[] => {
  const found: Piece[] = []
  for (const piece of pieces.toSorted((a, b) => a.start - b.start)) {
    const last = found.at(-1)
    if (last?.end === piece.start) found[found.length - 1] = { start: last.start, end: piece.end }
    else found.push(piece)
  }
  return found
}

/** Memory of its own, of so many bytes at most. */
export const space = (shared: boolean, most: number = maximumPages * page): Space => {
  const { memory, maximum } = reserve(shared, Math.max(1, Math.min(maximumPages, Math.floor(most / page))))
  let free = new Map<number, number[]>()
  let freeBytes = 0
  let end = 64

  const put = (start: number, size: number): void => {
    const same = free.get(size)
    if (same === undefined) free.set(size, [start])
    else same.push(start)
    freeBytes += size
  }

  const reuse = (size: number): number | undefined => {
    const address = free.get(size)?.pop()
    if (address !== undefined) freeBytes -= size
    return address
  }

  /** Puts all together that is free, and cuts the smallest piece that is large enough. */
  const cut = (size: number): number | undefined => {
    const pieces = joined(
      [...free].flatMap(([n, starts]) => starts.map((start) => ({ start, end: start + n }))),
    )
    const best = pieces
      .filter((p) => p.end - p.start >= size)
      .toSorted((a, b) => a.end - a.start - (b.end - b.start))[0]
    free = new Map()
    freeBytes = 0
    for (const piece of pieces) {
      const start = piece === best ? piece.start + size : piece.start
      // what was never taken follows the last piece
      if (piece.end === end) end = start
      else if (start < piece.end) put(start, piece.end - start)
    }
    return best?.start
  }

  /** What nobody has had yet, where there is so much of it. */
  const fresh = (size: number): number | undefined => {
    // some bytes stay untouched: vectors may reach beyond the last of a piece
    if (end + size + page > memory.buffer.byteLength) return undefined
    end += size
    return end - size
  }

  const grow = (size: number): void => {
    const pages = memory.buffer.byteLength / page
    const missing = Math.ceil((end + size + page) / page) - pages
    try {
      // by a quarter at least: growing takes as long for a page as for many
      if (missing > 0) memory.grow(Math.max(missing, Math.min(Math.ceil(pages / 4), maximum - pages)))
    } catch {
      // it stays as it is
    }
  }

  return {
    memory,
    free: () => freeBytes,
    give: (address, bytes) => put(address, blockSize(bytes)),
    take: (bytes) => {
      const size = blockSize(bytes)
      const there = reuse(size) ?? fresh(size) ?? cut(size)
      if (there !== undefined) return there
      grow(size)
      return fresh(size)
    },
  }
}
