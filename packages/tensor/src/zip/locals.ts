/** Where each member's data lies, and that its own header says what the directory says. */
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as O from '#fp/Option'
import type { Directory, Member } from './directory.ts'
import { fieldsOf, lengths, recordAt, signatures, unescape } from './records.ts'
import type { ZipError } from './ZipError.ts'

type Result<A> = E.Either<ZipError, A>

/** A member with its compressed data. */
export interface Located {
  readonly member: Member
  readonly data: Uint8Array
}

/** Sizes and checksum stand behind the data, since the writer could not go back. */
const descriptorFlag = 0x0008

interface Local {
  readonly name: Uint8Array
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly compressed: number
  readonly size: number
  readonly dataStart: number
}

const localOf = (bytes: Uint8Array, { name, offset }: Member): Result<Local> => {
  const fault = E.left<ZipError>({ _tag: 'BadLocalHeader', name, offset })
  const record = recordAt(bytes, 'local', offset)
  if (O.isNone(record)) return fault
  const { u16, u32 } = record.value
  const nameStart = offset + lengths.local
  const extraStart = nameStart + u16(26)
  const dataStart = extraStart + u16(28)
  const sizes = unescape([u32(22), u32(18)], bytes.subarray(extraStart, dataStart))
  if (dataStart > bytes.length || O.isNone(sizes)) return fault
  const [size = 0, compressed = 0] = sizes.value
  const own = { name: bytes.subarray(nameStart, extraStart), flags: u16(6), method: u16(8), crc: u32(14) }
  return E.right({ ...own, size, compressed, dataStart })
}

type Row = readonly [field: string, local: string | number, central: string | number]

/** A header in front of a descriptor may hold zeros for what it does not know yet. */
const rowsOf = (local: Local, member: Member): readonly Row[] => {
  const later = member.flags & descriptorFlag
  const known = (n: number, central: number): number => (later && n === 0 ? central : n)
  return [
    ['name', new TextDecoder().decode(local.name), member.name],
    ['flags', local.flags, member.flags],
    ['method', local.method, member.method],
    ['checksum', known(local.crc, member.crc), member.crc],
    ['compressed size', known(local.compressed, member.compressed), member.compressed],
    ['size', known(local.size, member.size), member.size],
  ]
}

const compare = (local: Local, member: Member): Result<Local> => {
  const differs = rowsOf(local, member).find(([, a, b]) => a !== b)
  if (differs === undefined) return E.right(local)
  const [field, mine, central] = differs
  return E.left({ _tag: 'HeaderMismatch', name: member.name, field, local: mine, central })
}

/** Checksum, compressed size and size, in 32 or 64 bits, with or without a signature. */
const isDescriptor = (bytes: Uint8Array, { crc, compressed, size }: Member): boolean => {
  const { u32, u64 } = fieldsOf(bytes)
  const marked = bytes.length % 8 === 0
  const at = marked ? 4 : 0
  if ((marked && u32(0) !== signatures.descriptor) || u32(at) !== crc) return false
  const isWide = bytes.length - at === 20
  return isWide
    ? u64(at + 4) === compressed && u64(at + 12) === size
    : u32(at + 4) === compressed && u32(at + 8) === size
}

const descriptorLengths: ReadonlySet<number> = new Set([12, 16, 20, 24])

/** Between a member's data and what comes next there is its descriptor, or nothing. */
const checkGap = (gap: Uint8Array, from: number, member: Member): Result<unknown> => {
  if (!(member.flags & descriptorFlag))
    return gap.length === 0 ? E.right(undefined) : E.left({ _tag: 'Hole', from, to: from + gap.length })
  return descriptorLengths.has(gap.length) && isDescriptor(gap, member)
    ? E.right(undefined)
    : E.left({ _tag: 'BadDescriptor', name: member.name })
}

/** The data of a member, which has to end, with its descriptor, where the next one begins. */
const locate = (bytes: Uint8Array, member: Member, next: number): Result<Located> =>
  pipe(
    localOf(bytes, member),
    E.chain((local) => compare(local, member)),
    E.map(({ dataStart }) => [dataStart, dataStart + member.compressed] as const),
    E.filterOrElse(
      ([, end]) => end <= next,
      ([, end]): ZipError => ({ _tag: 'Overlap', name: member.name, end, next }),
    ),
    E.chainFirst(([, end]) => checkGap(bytes.subarray(end, next), end, member)),
    E.map(([dataStart, end]) => ({ member, data: bytes.subarray(dataStart, end) })),
  )

/** All members in the order in which they stand in the file, which they have to fill from its first byte to the directory. */
export const locateAll =
  (bytes: Uint8Array) =>
  ({ members, start }: Directory): Result<readonly Located[]> => {
    const inOrder = members.toSorted((a, b) => a.offset - b.offset)
    const starts = [...inOrder.map(({ offset }) => offset), start]
    if (starts[0] !== 0) return E.left({ _tag: 'Hole', from: 0, to: starts[0]! })
    return pipe(
      inOrder,
      E.traverseArrayWithIndex((i, member) => locate(bytes, member, starts[i + 1]!)),
    )
  }
