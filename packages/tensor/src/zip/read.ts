/**
 * Members of a zip archive, read strictly: the bytes are the members and the directory and nothing else, each member is
 * described twice and alike, and its content has the size and the checksum that it declares.
 */
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import { crc32 } from './crc32.ts'
import { type Member, readDirectory } from './directory.ts'
import { inflate } from './inflate.ts'
import { type Located, locateAll } from './locals.ts'
import type { ZipError, ZipLimits } from './ZipError.ts'

export type { Located } from './locals.ts'

type Result<A> = E.Either<ZipError, A>

const stored = 0
const deflated = 8

/** What PKWARE's APPNOTE 6.3.10 calls the newest, times ten. */
const newestVersion = 63

/** Encrypted data (bit 0), patches (5), strong encryption (6), an encrypted directory (13). */
const encryptionFlags = 0x2061

const checkMember =
  ({ ratio: limit }: ZipLimits) =>
  ({ name, version, flags, method, size, compressed }: Member): Result<unknown> => {
    if (version > newestVersion) return E.left({ _tag: 'UnknownVersion', name, version })
    if (flags & encryptionFlags) return E.left({ _tag: 'Encrypted', name })
    if (method !== stored && method !== deflated) return E.left({ _tag: 'UnknownMethod', name, method })
    const ratio = Math.ceil(size / Math.max(1, compressed))
    return method === deflated && ratio > limit
      ? E.left({ _tag: 'Ratio', name, ratio, limit })
      : E.right(name)
  }

const checkExpansion = (members: readonly Member[], limit: number): Result<unknown> => {
  const bytes = members.reduce((sum, { method, size }) => (method === deflated ? sum + size : sum), 0)
  return bytes > limit ? E.left({ _tag: 'Expansion', bytes, limit }) : E.right(bytes)
}

/** The members of an archive, before any of them is decompressed. */
export const readMembers = (bytes: Uint8Array, limits: ZipLimits): Result<readonly Located[]> =>
  pipe(
    readDirectory(bytes, limits),
    E.chainFirst(({ members }) => pipe(members, E.traverseArray(checkMember(limits)))),
    E.chainFirst(({ members }) => checkExpansion(members, limits.expandedBytes)),
    E.chain(locateAll(bytes)),
  )

const expand = ({ member: { name, method, size }, data }: Located): Result<Uint8Array> =>
  method === deflated
    ? pipe(
        inflate(data, size),
        E.mapLeft((fault): ZipError => ({ ...fault, name })),
      )
    : data.length === size
      ? E.right(data)
      : E.left({ _tag: 'ShorterThanDeclared', name, declared: size, found: data.length })

/** The content of a member. */
export const contentOf = (located: Located): Result<Uint8Array> =>
  pipe(
    expand(located),
    E.chain((content) => {
      const { name, crc: declared } = located.member
      const found = crc32(content)
      return found === declared ? E.right(content) : E.left({ _tag: 'CrcMismatch', name, declared, found })
    }),
  )
