/** The directory of a zip archive, which stands at its end: what members there are, and where. */
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as O from '#fp/Option'
import { nameFault, utf8 } from '../codec/text.ts'
import { type Fields, lengths, recordAt, unescape } from './records.ts'
import type { ZipError, ZipLimits } from './ZipError.ts'

type Result<A> = E.Either<ZipError, A>

/** What the directory says about one member. */
export interface Member {
  readonly name: string
  readonly version: number
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly compressed: number
  readonly size: number
  readonly offset: number
}

/** The directory, and where it begins. */
export interface Directory {
  readonly start: number
  readonly members: readonly Member[]
}

const wrong = (reason: string): E.Either<ZipError, never> => E.left({ _tag: 'BadDirectory', reason })

// ---- the end of the archive

interface End {
  readonly count: number
  readonly start: number
  readonly stop: number
}

const isNpy = (bytes: Uint8Array): boolean => bytes[0] === 0x93 && bytes[1] === 0x4e

/** Both ends say the same where the one of 32 bits can say it. */
const agree = (wide: number, narrow: number, escape: number): boolean => narrow === wide || narrow === escape

const checkSpan = (end: End, size: number): Result<End> =>
  end.start + size === end.stop ? E.right(end) : wrong(`it does not end where the end of the archive begins`)

/** The end of 64 bits, where its locator stands in front of the end of 32. */
const end64 = (bytes: Uint8Array, locatorAt: number, narrow: Fields): Result<End> => {
  const at = locatorAt - lengths.end64
  const locator = recordAt(bytes, 'locator64', locatorAt)
  const wide = recordAt(bytes, 'end64', at)
  if (O.isNone(wide) || O.isNone(locator) || locator.value.u64(8) !== at)
    return wrong('its end of 64 bits is not where its locator says')
  const { u32, u64 } = wide.value
  const [count, size, start] = [u64(32), u64(40), u64(48)]
  if (u32(16) !== 0 || u32(20) !== 0 || u64(24) !== count || locator.value.u32(16) !== 1)
    return E.left({ _tag: 'SeveralDisks' })
  if (u64(4) !== lengths.end64 - 12) return wrong('its end of 64 bits holds more than it should')
  return agree(count, narrow.u16(10), 0xffff) &&
    agree(size, narrow.u32(12), 0xffffffff) &&
    agree(start, narrow.u32(16), 0xffffffff)
    ? checkSpan({ count, start, stop: at }, size)
    : wrong('its two ends differ')
}

const endOf = (bytes: Uint8Array): Result<End> => {
  const at = bytes.length - lengths.end
  const record = recordAt(bytes, 'end', at)
  if (O.isNone(record)) return E.left({ _tag: 'NotAZip', size: bytes.length, npy: isNpy(bytes) })
  const { u16, u32 } = record.value
  if (u16(20) !== 0) return E.left({ _tag: 'Comment', length: u16(20) })
  if (u16(4) !== 0 || u16(6) !== 0 || u16(8) !== u16(10)) return E.left({ _tag: 'SeveralDisks' })
  const locatorAt = at - lengths.locator64
  return O.isSome(recordAt(bytes, 'locator64', locatorAt))
    ? end64(bytes, locatorAt, record.value)
    : checkSpan({ count: u16(10), start: u32(16), stop: at }, u32(12))
}

// ---- names

const utf8Flag = 0x0800

/** A name leads nowhere, also for those who will write members to files. */
export const pathFault = (name: string): string | undefined =>
  name.startsWith('/') || /^[a-z]:/i.test(name)
    ? 'it is an absolute path'
    : name.includes('\\')
      ? 'it holds a backslash, which some take for a path'
      : name.split('/').some((part) => part === '..' || part === '.')
        ? 'it leads out of its folder'
        : undefined

const nameOf = (bytes: Uint8Array, flags: number): Result<string> => {
  const ascii = String.fromCharCode(...bytes)
  const refuse = (reason: string): Result<string> => E.left({ _tag: 'BadName', name: ascii, reason })
  if (!(flags & utf8Flag) && bytes.some((byte) => byte > 127))
    return refuse('it is neither ASCII nor marked as UTF-8')
  const name = utf8(bytes)
  if (O.isNone(name)) return refuse('it is not UTF-8 text')
  const reason = nameFault(name.value) ?? pathFault(name.value)
  return reason === undefined ? E.right(name.value) : E.left({ _tag: 'BadName', name: name.value, reason })
}

// ---- members

type Read = readonly [member: Member, next: number]

const memberAt = (bytes: Uint8Array, at: number): Result<Read> => {
  const record = recordAt(bytes, 'central', at)
  if (O.isNone(record)) return wrong(`no member stands at ${at}`)
  const { u16, u32 } = record.value
  const nameStart = at + lengths.central
  const extraStart = nameStart + u16(28)
  const extraEnd = extraStart + u16(30)
  const next = extraEnd + u16(32)
  if (next > bytes.length) return wrong(`the member at ${at} reaches beyond it`)
  const numbers = unescape([u32(24), u32(20), u32(42)], bytes.subarray(extraStart, extraEnd))
  if (O.isNone(numbers)) return wrong(`the extra fields of the member at ${at} do not hold what they claim`)
  if (u16(34) !== 0) return E.left({ _tag: 'SeveralDisks' })
  const [size = 0, compressed = 0, offset = 0] = numbers.value
  // The upper half of the version names a system.
  const stated = { version: u16(6) & 255, flags: u16(8), method: u16(10), crc: u32(16) }
  return pipe(
    nameOf(bytes.subarray(nameStart, extraStart), stated.flags),
    E.map((name) => [{ name, ...stated, compressed, size, offset }, next]),
  )
}

const membersIn = (bytes: Uint8Array, { start, stop, count }: End): Result<readonly Member[]> => {
  const directory = bytes.subarray(0, stop)
  const members = new Map<string, Member>()
  let at = start
  while (at < stop) {
    if (members.size === count) return wrong(`it holds more than the ${count} members that it claims`)
    const read = memberAt(directory, at)
    if (E.isLeft(read)) return read
    const [member, next] = read.right
    if (members.has(member.name)) return E.left({ _tag: 'DuplicateName', name: member.name })
    members.set(member.name, member)
    at = next
  }
  return members.size === count
    ? E.right([...members.values()])
    : wrong(`it holds ${members.size} members and claims ${count}`)
}

/** Reads the directory; nothing may stand behind it but the end of the archive. */
export const readDirectory = (bytes: Uint8Array, limits: ZipLimits): Result<Directory> =>
  pipe(
    endOf(bytes),
    E.filterOrElse(
      ({ count }) => count <= limits.members,
      ({ count }): ZipError => ({ _tag: 'TooManyMembers', count, limit: limits.members }),
    ),
    E.chain((end) =>
      pipe(
        membersIn(bytes, end),
        E.map((members) => ({ start: end.start, members })),
      ),
    ),
  )
