/** Zip archives that say whatever a test wants them to say. */
import { crc32, deflateRawSync } from 'node:zlib'
import { concat, utf8 } from './files.ts'

/** What a header says about a member. */
export interface Says {
  readonly name: Uint8Array
  readonly version: number
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly compressed: number
  readonly size: number
  readonly extra: Uint8Array
  readonly offset: number
}

/** A member: its data, what its own header and the directory say, and what stands behind its data. */
export interface Member {
  readonly data: Uint8Array
  readonly local: Says
  readonly central: Says
  readonly behind: Uint8Array
}

/** What the end of an archive says. */
export interface End {
  readonly disk: number
  readonly here: number
  readonly count: number
  readonly size: number
  readonly start: number
  readonly comment: number
}

const u16 = (n: number): Uint8Array => new Uint8Array([n & 255, (n >>> 8) & 255])
const u32 = (n: number): Uint8Array => concat(u16(n & 0xffff), u16(n >>> 16))
export const u64 = (n: bigint): Uint8Array => new Uint8Array(new BigUint64Array([n]).buffer)

const empty = new Uint8Array(0)

/** A member that tells the truth, but for what is told otherwise. */
export const member = (
  name: string,
  content: Uint8Array,
  { deflate = false, both = {}, local = {}, central = {}, ...rest }: Tweaks = {},
): Member => {
  const data = rest.data ?? (deflate ? new Uint8Array(deflateRawSync(content)) : content)
  const truth: Says = {
    name: utf8(name),
    version: 20,
    flags: 0x0800,
    method: deflate ? 8 : 0,
    crc: crc32(content),
    compressed: data.length,
    size: content.length,
    extra: empty,
    offset: -1,
    ...both,
  }
  return {
    data,
    local: { ...truth, ...local },
    central: { ...truth, ...central },
    behind: rest.behind ?? empty,
  }
}

export interface Tweaks {
  readonly deflate?: boolean
  readonly data?: Uint8Array
  readonly both?: Partial<Says>
  readonly local?: Partial<Says>
  readonly central?: Partial<Says>
  readonly behind?: Uint8Array
}

const shared = ({ name, version, flags, method, crc, compressed, size, extra }: Says): Uint8Array =>
  concat(
    ...[version, flags, method, 0, 33].map(u16),
    ...[crc, compressed, size].map(u32),
    ...[name.length, extra.length].map(u16),
  )

const localHeader = (says: Says): Uint8Array => concat(u32(0x04034b50), shared(says), says.name, says.extra)

const centralHeader = (says: Says, offset: number): Uint8Array =>
  concat(
    u32(0x02014b50),
    u16(20),
    shared(says),
    ...[0, 0, 0].map(u16),
    u32(0),
    u32(says.offset === -1 ? offset : says.offset),
    says.name,
    says.extra,
  )

export const endRecord = ({ disk, here, count, size, start, comment }: End): Uint8Array =>
  concat(u32(0x06054b50), ...[disk, disk, here, count].map(u16), u32(size), u32(start), u16(comment))

/**
 * An archive of members, one behind the other, and an end that tells the truth, but for what is told otherwise. `tail` stands
 * at the end of the directory and is counted in its size.
 */
export const archive = (
  members: readonly Member[],
  end: Partial<End> = {},
  tail: Uint8Array = empty,
): Uint8Array => {
  const files = members.map(({ local, data, behind }) => concat(localHeader(local), data, behind))
  const offsets = files.map((_, i) => files.slice(0, i).reduce((sum, { length }) => sum + length, 0))
  const headers = members.map(({ central }, i) => centralHeader(central, offsets[i]!))
  const directory = concat(...headers, tail)
  const start = files.reduce((sum, { length }) => sum + length, 0)
  const { length } = members
  const truth: End = { disk: 0, here: length, count: length, size: directory.length, start, comment: 0 }
  return concat(...files, directory, endRecord({ ...truth, ...end }))
}
