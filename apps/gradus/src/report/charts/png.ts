import { crc32, deflateSync } from 'node:zlib'

import type { Picture } from '../Report.ts'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

const chunk = (type: string, body: Buffer): Buffer => {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), body])
  return Buffer.concat([uint32(body.length), content, uint32(crc32(content))])
}

const greyOf = (value: number): number => Math.round(255 * Math.min(1, Math.max(0, value)))

/** Each row of a PNG begins with the number of its filter; 0 is none. */
const rows = ({ width, height, values }: Picture): Buffer =>
  Buffer.concat(
    Array.from({ length: height }, (_, row) =>
      Buffer.from([0, ...values.slice(row * width, (row + 1) * width).map(greyOf)]),
    ),
  )

/** Eight bits of grey, nothing else (ISO/IEC 15948:2004, Portable Network Graphics). */
export const png = (picture: Picture): Buffer =>
  Buffer.concat([
    signature,
    chunk(
      'IHDR',
      Buffer.concat([uint32(picture.width), uint32(picture.height), Buffer.from([8, 0, 0, 0, 0])]),
    ),
    chunk('IDAT', deflateSync(rows(picture), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])

/** The picture inside the page itself. */
export const pictureUrl = (picture: Picture): string =>
  `data:image/png;base64,${png(picture).toString('base64')}`
