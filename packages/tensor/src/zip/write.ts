/** Zip archives, as Python's zipfile reads them. */
import { deflateRaw } from 'pako'
import { crc32 } from './crc32.ts'
import { lengths, signatures } from './records.ts'

/** What an archive without fields of 64 bits can hold. */
export const capacity = { members: 0xffff, bytes: 0xffffffff } as const

interface Packed {
  readonly name: Uint8Array
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly size: number
  readonly data: Uint8Array
  readonly offset: number
}

const version = 20
const utf8Flag = 0x0800

/** The first of January 1980, as NumPy dates its members: equal arrays give equal bytes. */
const date = 33

const u16 = (n: number): readonly number[] => [n & 255, (n >>> 8) & 255]
const u32 = (n: number): readonly number[] => [...u16(n & 0xffff), ...u16(n >>> 16)]

/** The fields that a member's own header and the directory share. */
const shared = ({ name, flags, method, crc, size, data }: Packed): readonly number[] => [
  ...[version, flags, method, 0, date].flatMap(u16),
  ...[crc, data.length, size].flatMap(u32),
  ...[name.length, 0].flatMap(u16),
]

const local = (packed: Packed): Uint8Array =>
  new Uint8Array([...u32(signatures.local), ...shared(packed), ...packed.name])

const central = (packed: Packed): Uint8Array => {
  const [comment, disk, internal] = [0, 0, 0]
  return new Uint8Array([
    ...u32(signatures.central),
    ...u16(version),
    ...shared(packed),
    ...[comment, disk, internal].flatMap(u16),
    ...[0, packed.offset].flatMap(u32),
    ...packed.name,
  ])
}

const end = (count: number, size: number, start: number): Uint8Array =>
  new Uint8Array([
    ...u32(signatures.end),
    ...[0, 0, count, count].flatMap(u16),
    ...[size, start].flatMap(u32),
    ...u16(0),
  ])

const total = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0)

const join = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const out = new Uint8Array(total(parts))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Where each member begins, one behind the other. */
const place = (members: readonly Omit<Packed, 'offset'>[]): readonly Packed[] => {
  let offset = 0
  return members.map((member) => {
    const placed = { ...member, offset }
    offset += lengths.local + member.name.length + member.data.length
    return placed
  })
}

const pack = (name: string, content: Uint8Array, compress: boolean): Omit<Packed, 'offset'> => {
  const bytes = new TextEncoder().encode(name)
  return {
    name: bytes,
    flags: bytes.length === name.length ? 0 : utf8Flag,
    method: compress ? 8 : 0,
    crc: crc32(content),
    size: content.length,
    data: compress ? deflateRaw(content) : content,
  }
}

/** An archive of named contents, in their order; `undefined` where the sizes would need fields of 64 bits. */
export const writeZip = (
  contents: readonly (readonly [name: string, content: Uint8Array])[],
  compress: boolean,
): Uint8Array<ArrayBuffer> | undefined => {
  const members = place(contents.map(([name, content]) => pack(name, content, compress)))
  const files = members.flatMap((member) => [local(member), member.data])
  const directory = members.map(central)
  const [start, size] = [total(files), total(directory)]
  return start + size > capacity.bytes
    ? undefined
    : join([...files, ...directory, end(members.length, size, start)])
}
