/** The checksum of zip archives: CRC-32 with the reversed polynomial edb88320. */

const step = (crc: number): number => (crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1)

const eightSteps = (byte: number): number => Array.from({ length: 8 }).reduce<number>(step, byte)

const table = /* @__PURE__ */ Int32Array.from({ length: 256 }, (_, byte) => eightSteps(byte))

/** The checksum of bytes, from 0 to 2^32 - 1. */
export const crc32 = (bytes: Uint8Array): number => {
  let crc = -1
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ table[(crc ^ bytes[i]!) & 255]!
  return ~crc >>> 0
}
