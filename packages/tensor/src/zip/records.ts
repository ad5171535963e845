/**
 * The records of a zip archive, field by field.
 *
 * Source: PKWARE's APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.9 (data descriptor), 4.3.12 (central header), 4.3.14 to
 * 4.3.16 (ends of the directory), 4.5.3 (sizes in 64 bits).
 */
import * as O from '#fp/Option'

/** The first four bytes of each kind of record. */
export const signatures = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  central: 0x02014b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  end: 0x06054b50,
} as const

/** The bytes of each kind of record, without names and extra fields. */
export const lengths = { local: 30, central: 46, end64: 56, locator64: 20, end: 22 } as const

/** A view of bytes, little-endian throughout. */
export interface Fields {
  readonly u16: (at: number) => number
  readonly u32: (at: number) => number
  /** Rounded above 2^53, which is above every place in a file. */
  readonly u64: (at: number) => number
}

/** The fields of a record; none where the bytes end before it does, or another kind stands there. */
export const recordAt = (bytes: Uint8Array, kind: keyof typeof lengths, at: number): O.Option<Fields> => {
  if (at < 0 || at + lengths[kind] > bytes.length) return O.none
  const fields = fieldsOf(bytes.subarray(at, at + lengths[kind]))
  return fields.u32(0) === signatures[kind] ? O.some(fields) : O.none
}

/** The numbers in bytes. */
export const fieldsOf = (bytes: Uint8Array): Fields => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    u16: (at) => view.getUint16(at, true),
    u32: (at) => view.getUint32(at, true),
    u64: (at) => Number(view.getBigUint64(at, true)),
  }
}

/** What fields of 32 bits hold where the number stands in an extra field of 64. */
const escape32 = 0xffffffff

const zip64Id = 1

interface Extra {
  readonly id: number
  readonly data: Uint8Array
}

const extrasIn = (bytes: Uint8Array): O.Option<readonly Extra[]> => {
  const extras: Extra[] = []
  let rest = bytes
  while (rest.length > 0) {
    if (rest.length < 4) return O.none
    const fields = fieldsOf(rest)
    const end = 4 + fields.u16(2)
    if (end > rest.length) return O.none
    extras.push({ id: fields.u16(0), data: rest.subarray(4, end) })
    rest = rest.subarray(end)
  }
  return O.some(extras)
}

/**
 * Numbers of 32 bits, those that are escaped taken from the extra field for 64 bits, in order; none where that field does not
 * hold exactly those.
 */
export const unescape = (numbers: readonly number[], extra: Uint8Array): O.Option<readonly number[]> => {
  const extras = extrasIn(extra)
  if (O.isNone(extras)) return O.none
  const wide = extras.value.filter(({ id }) => id === zip64Id)
  const escaped = numbers.flatMap((n, i) => (n === escape32 ? [i] : []))
  const data = wide[0]?.data ?? new Uint8Array(0)
  if (wide.length > 1 || data.length !== 8 * escaped.length) return O.none
  const fields = fieldsOf(data)
  return O.some(numbers.map((n, i) => (n === escape32 ? fields.u64(8 * escaped.indexOf(i)) : n)))
}
