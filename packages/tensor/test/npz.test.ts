import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import * as T from '../src/index.ts'
import { Npy, Npz } from '../src/index.ts'
import type { AnyTensor } from '../src/index.ts'
import { anyTensor, concat, describeTensor, utf8 } from './harness/files.ts'
import { archive, endRecord, member, u64 } from './harness/zip.ts'

// ---- helpers

const message = (bytes: Uint8Array, limits?: Npz.NpzLimits): string => {
  const read = Npz.decode(bytes, limits)
  return E.isLeft(read) ? Npz.showError(read.left).replace('npz: ', '') : 'accepted'
}

const right = (bytes: Uint8Array): ReadonlyMap<string, AnyTensor> => {
  const read = Npz.decode(bytes)
  if (E.isLeft(read)) throw new Error(Npz.showError(read.left))
  return read.right
}

const described = (arrays: ReadonlyMap<string, AnyTensor>) =>
  new Map([...arrays].map(([name, x]) => [name, describeTensor(x)]))

const x = Npy.encode(T.tensor([1, 2, 3]))
const zeros = Npy.encode(T.zeros([1000]))
const two = (second: ReturnType<typeof member>, end = {}): Uint8Array =>
  archive([member('a.npy', x), second], end)

// ---- what has to be refused

const refused: readonly (readonly [what: string, bytes: Uint8Array, text: string])[] = [
  [
    'an empty file',
    new Uint8Array(0),
    'the 0 bytes do not end as a zip archive does. Was it cut short, or is something behind it?',
  ],
  ['a single array', x, 'this is no zip archive but a single array: read it with Npy.decode?'],
  [
    'bytes behind the archive',
    concat(archive([member('a.npy', x)]), utf8('?')),
    'the 249 bytes do not end as a zip archive does. Was it cut short, or is something behind it?',
  ],
  [
    'bytes in front of the archive',
    concat(utf8('GIF89a'), archive([member('a.npy', x)])),
    "the archive's directory is wrong: it does not end where the end of the archive begins.",
  ],
  [
    'bytes in front of the archive, that it counts',
    concat(utf8('GIF89a'), archive([member('a.npy', x, { central: { offset: 6 } })], { start: 181 })),
    'the bytes from 0 to 6 belong to no member.',
  ],
  [
    'a comment',
    archive([member('a.npy', x)], { comment: 5 }),
    'the archive claims a comment of 5 bytes, in which anything could hide.',
  ],
  ['a part of an archive', archive([], { disk: 1 }), 'the archive is one part of several.'],
  ['a count that differs by disk', archive([], { here: 1 }), 'the archive is one part of several.'],
  [
    'more members than it claims',
    two(member('b.npy', x), { count: 1, here: 1 }),
    "the archive's directory is wrong: it holds more than the 1 members that it claims.",
  ],
  [
    'fewer members than it claims',
    two(member('b.npy', x), { count: 3, here: 3 }),
    "the archive's directory is wrong: it holds 2 members and claims 3.",
  ],
  ...['?', 'PK', 'PK\x01\x02', `PK\x01\x02${'?'.repeat(41)}`].map(
    (tail) =>
      [
        `a directory that ends with ${JSON.stringify(tail)}`,
        archive([member('a.npy', x)], { count: 2, here: 2 }, utf8(tail)),
        "the archive's directory is wrong: no member stands at 226.",
      ] as const,
  ),
  [
    'a directory of nothing',
    archive([member('a.npy', x)], { start: 0, size: 226 }),
    "the archive's directory is wrong: no member stands at 0.",
  ],
  [
    'a directory beyond the file',
    archive([member('a.npy', x)], { start: 0xfffffff0 }),
    "the archive's directory is wrong: it does not end where the end of the archive begins.",
  ],
  [
    'a directory that begins before the file',
    archive([], { start: 0, size: 1 }),
    "the archive's directory is wrong: it does not end where the end of the archive begins.",
  ],
  ['a name twice', two(member('a.npy', x)), 'a.npy is in the archive twice.'],
  ['an encrypted member', two(member('b.npy', x, { both: { flags: 1 } })), 'b.npy is encrypted.'],
  ['a strongly encrypted member', two(member('b.npy', x, { both: { flags: 0x40 } })), 'b.npy is encrypted.'],
  [
    'a version of the future',
    two(member('b.npy', x, { both: { version: 64 } })),
    'b.npy needs version 6.4 of the format, this reader knows those up to 6.3.',
  ],
  [
    'another method',
    two(member('b.npy', x, { both: { method: 14 } })),
    'b.npy is compressed by method 14, this reader knows 0 (stored) and 8 (deflated).',
  ],
  ...(
    [
      ['../b.npy', 'it leads out of its folder'],
      ['a/../../b.npy', 'it leads out of its folder'],
      ['./b.npy', 'it leads out of its folder'],
      ['/etc/b.npy', 'it is an absolute path'],
      ['C:/b.npy', 'it is an absolute path'],
      ['..\\b.npy', 'it holds a backslash, which some take for a path'],
      ['b\0.npy', 'control characters hide a name from those who list it'],
      ['b\n.npy', 'control characters hide a name from those who list it'],
    ] as const
  ).map(
    ([name, reason]) =>
      [
        `the name ${JSON.stringify(name)}`,
        two(member(name, x)),
        `the name ${JSON.stringify(name)} is refused: ${reason}.`,
      ] as const,
  ),
  [
    'a name that is not UTF-8',
    two(member('b.npy', x, { both: { name: new Uint8Array([0xff]) } })),
    'the name "ÿ" is refused: it is not UTF-8 text.',
  ],
  [
    'a name of an unknown encoding',
    two(member('b.npy', x, { both: { flags: 0, name: utf8('ö.npy') } })),
    'the name "Ã¶.npy" is refused: it is neither ASCII nor marked as UTF-8.',
  ],
  [
    'a member that is no array',
    two(member('README.md', utf8('hello'))),
    'the member "README.md" is no array: its name does not end in .npy.',
  ],
  [
    'a folder',
    two(member('b/', new Uint8Array(0))),
    'the member "b/" is no array: its name does not end in .npy.',
  ],
  [
    'an array that is none',
    two(member('b.npy', utf8('hello'))),
    'b.npy: npy: a file begins with the bytes 93 4e 55 4d 50 59, this one with 68 65 6c 6c 6f.',
  ],
  [
    'a member that is not where the directory says',
    two(member('b.npy', x, { central: { offset: 1 } })),
    'a.npy reaches to 175, into what begins at 1.',
  ],
  [
    'two members on one span',
    archive([
      member('a.npy', x),
      member('b.npy', x, { local: { name: utf8('a.npy') }, central: { offset: 0 } }),
    ]),
    'a.npy reaches to 175, into what begins at 0.',
  ],
  [
    'a local header that is none',
    concat(utf8('PQ'), archive([member('a.npy', x)]).subarray(2)),
    'a.npy: at 0, where the directory says that it begins, no member does.',
  ],
  ...(
    [
      ['name', { name: utf8('c.npy') }, 'c.npy against b.npy'],
      ['flags', { flags: 0 }, '0 against 2048'],
      ['method', { method: 8 }, '8 against 0'],
      ['checksum', { crc: 7 }, `7 against ${crc32(x)}`],
      ['compressed size', { compressed: 139 }, '139 against 140'],
      ['size', { size: 141 }, '141 against 140'],
    ] as const
  ).map(
    ([field, local, values]) =>
      [
        `two headers that differ in ${field}`,
        two(member('b.npy', x, { local })),
        `b.npy: its own header and the archive's directory differ in ${field}, ${values}.`,
      ] as const,
  ),
  [
    'a size that is longer in the local extra field',
    two(
      member('b.npy', x, {
        local: {
          size: 0xffffffff,
          compressed: 0xffffffff,
          extra: concat(new Uint8Array([1, 0, 16, 0]), u64(2n ** 40n), u64(140n)),
        },
      }),
    ),
    "b.npy: its own header and the archive's directory differ in size, 1099511627776 against 140.",
  ],
  [
    'an escaped size without an extra field',
    two(member('b.npy', x, { local: { size: 0xffffffff } })),
    'b.npy: at 175, where the directory says that it begins, no member does.',
  ],
  [
    'an extra field for 64 bits that nothing needs',
    two(member('b.npy', x, { central: { extra: concat(new Uint8Array([1, 0, 8, 0]), u64(140n)) } })),
    "the archive's directory is wrong: the extra fields of the member at 401 do not hold what they claim.",
  ],
  [
    'an extra field that is cut short',
    two(member('b.npy', x, { central: { extra: new Uint8Array([1, 0, 8, 0]) } })),
    "the archive's directory is wrong: the extra fields of the member at 401 do not hold what they claim.",
  ],
  [
    'an extra field longer than the directory',
    two(member('b.npy', x, { both: { name: utf8('b.npy') } }), { size: 97 }).slice(),
    "the archive's directory is wrong: it does not end where the end of the archive begins.",
  ],
  [
    'bytes between two members',
    archive([member('a.npy', x, { behind: utf8('hidden') }), member('b.npy', x)]),
    'the bytes from 175 to 181 belong to no member.',
  ],
  [
    'bytes between the last member and the directory',
    two(member('b.npy', x, { behind: utf8('hidden') })),
    'the bytes from 350 to 356 belong to no member.',
  ],
  [
    'bytes alone in front of the directory',
    concat(utf8('hidden'), endRecord({ disk: 0, here: 0, count: 0, size: 0, start: 6, comment: 0 })),
    'the bytes from 0 to 6 belong to no member.',
  ],
  [
    'a descriptor that says something else',
    two(
      member('b.npy', x, {
        both: { flags: 0x0808 },
        behind: new Uint8Array(new Uint32Array([0x08074b50, crc32(x), 140, 141]).buffer),
      }),
    ),
    'b.npy: what stands behind its data does not say the sizes that the directory says.',
  ],
  [
    'a descriptor that is missing',
    two(member('b.npy', x, { both: { flags: 0x0808 } })),
    'b.npy: what stands behind its data does not say the sizes that the directory says.',
  ],
  [
    'a checksum that is wrong',
    two(member('b.npy', x, { both: { crc: 0xbad } })),
    `b.npy: its checksum is ${crc32(x).toString(16).padStart(8, '0')}, it declares 00000bad. Was it damaged?`,
  ],
  [
    'a stored member of two sizes',
    two(member('b.npy', x, { both: { size: 139 } })),
    'b.npy expands to 140 bytes, it declares 139.',
  ],
  [
    'a member that expands beyond its size',
    two(member('b.npy', zeros, { deflate: true, both: { size: 4127 } })),
    'b.npy expands to more than the 4127 bytes that it declares.',
  ],
  [
    'a member that expands to less than its size',
    two(member('b.npy', zeros, { deflate: true, both: { size: 4129 } })),
    'b.npy expands to 4128 bytes, it declares 4129.',
  ],
  [
    'compressed data cut short',
    two(
      member('b.npy', zeros, { deflate: true, data: new Uint8Array(deflateRawSync(zeros)).subarray(0, 60) }),
    ),
    'b.npy cannot be decompressed: it ends too early.',
  ],
  [
    'no compressed data at all',
    two(member('b.npy', new Uint8Array(0), { deflate: true, data: new Uint8Array(0) })),
    'b.npy cannot be decompressed: it ends too early.',
  ],
  [
    'compressed data of no kind',
    two(member('b.npy', x, { deflate: true, data: new Uint8Array([7, 7, 7]) })),
    'b.npy cannot be decompressed: invalid block type.',
  ],
  [
    'bytes behind the compressed data',
    two(member('b.npy', zeros, { deflate: true, data: concat(deflateRawSync(zeros), utf8('hidden')) })),
    'b.npy: 6 bytes behind its compressed data belong to nothing.',
  ],
  [
    'a size beyond what deflate can do',
    two(member('b.npy', x, { deflate: true, both: { size: 0xfffffffe }, data: new Uint8Array(1000) })),
    'b.npy claims to expand 4294968 times, more than the limit of 1032.',
  ],
]

describe('decode refuses', () => {
  test.each(refused)('%s', (_, bytes, text) => {
    expect(message(bytes)).toBe(text)
  })

  test('more than its limits', () => {
    const bytes = Npz.encode({ a: T.zeros([10_000]), b: T.zeros([10_000]) }, { compress: true })
    const limits = Npz.defaultLimits
    expect(message(bytes, { ...limits, members: 1 })).toBe(
      'the archive has 2 members, more than the limit of 1.',
    )
    expect(message(bytes, { ...limits, ratio: 100 })).toMatch(
      /^a\.npy claims to expand 2\d\d times, more than the limit of 100\.$/,
    )
    expect(message(bytes, { ...limits, expandedBytes: 80_000 })).toBe(
      'the members claim to expand to 80256 bytes, more than the limit of 80000. Trust the file? Set expandedBytes.',
    )
    expect(message(bytes, { ...limits, headerBytes: 10 })).toBe(
      'a.npy: npy: the header claims 118 bytes, more than the limit of 10.',
    )
    expect(message(bytes, { ...limits, expandedBytes: 80_256, ratio: 400 })).toBe('accepted')
  })

  test('every cut of a valid file, and every byte too many', () => {
    const bytes = Npz.encode({ a: T.tensor([1]), b: T.zeros([40]) }, { compress: true })
    for (let n = 0; n < bytes.length; n += 1) expect(E.isLeft(Npz.decode(bytes.subarray(0, n)))).toBe(true)
    expect(E.isLeft(Npz.decode(concat(bytes, new Uint8Array(1))))).toBe(true)
    expect(E.isLeft(Npz.decode(concat(new Uint8Array(1), bytes)))).toBe(true)
  })

  test('any changed bit of an archive but for those that nobody reads: dates, versions, attributes, the padding of compressed data', () => {
    const bytes = Npz.encode({ a: T.tensor([1, 2]) }, { compress: true })
    const accepted = [...bytes].flatMap((_, at) =>
      [1, 2, 4, 8, 16, 32, 64, 128].some((bit) => {
        const changed = bytes.slice()
        changed[at] = bytes[at]! ^ bit
        return E.isRight(Npz.decode(changed))
      })
        ? [at]
        : [],
    )
    const directory = bytes.length - 22 - 51
    const versionAndDate = [4, 5, 10, 11, 12, 13]
    const attributes = [36, 37, 38, 39, 40, 41]
    const unread = [
      ...versionAndDate,
      directory - 1,
      ...[4, 5, 6, 7, 12, 13, 14, 15, ...attributes].map((at) => directory + at),
    ]
    expect(accepted).toEqual(unread)
  })
})

describe('a bomb', () => {
  test('is stopped one byte behind what it declares, in no time', () => {
    const data = new Uint8Array(deflateRawSync(new Uint8Array(100_000_000)))
    const bytes = two(member('b.npy', x, { deflate: true, data }))
    const start = process.cpuUsage()
    expect(message(bytes)).toBe('b.npy expands to more than the 140 bytes that it declares.')
    expect(process.cpuUsage(start).user).toBeLessThan(500_000)
  })

  test('that declares its size is refused before it is touched', () => {
    const parts = Array.from({ length: 12 }, (_, i) =>
      member(`${i}.npy`, x, { deflate: true, both: { size: 100_000_000 }, data: new Uint8Array(100_000) }),
    )
    expect(message(archive(parts))).toBe(
      'the members claim to expand to 1200000000 bytes, more than the limit of 1073741824. Trust the file? Set expandedBytes.',
    )
  })
})

describe('decode accepts', () => {
  test('an archive without members', () => {
    expect(right(archive([])).size).toBe(0)
  })

  test('names of prototypes as mere names, and an empty one', () => {
    const names = ['__proto__', 'constructor', 'prototype', '', 'toString']
    const bytes = archive(names.map((name) => member(`${name}.npy`, x)))
    expect([...right(bytes).keys()]).toEqual(names)
    expect(Object.keys(Object.prototype)).toEqual([])
    expect([...right(Npz.encode(right(bytes))).keys()]).toEqual(names)
  })

  test('descriptors of all four kinds', () => {
    const words = [0x08074b50, crc32(x), 140, 140]
    const kinds = [
      new Uint8Array(new Uint32Array(words.slice(1)).buffer),
      new Uint8Array(new Uint32Array(words).buffer),
      concat(new Uint8Array(new Uint32Array(words.slice(1, 2)).buffer), u64(140n), u64(140n)),
      concat(new Uint8Array(new Uint32Array(words.slice(0, 2)).buffer), u64(140n), u64(140n)),
    ]
    const unknown = { crc: 0, compressed: 0, size: 0 }
    const members = kinds.map((behind, i) =>
      member(`${i}.npy`, x, { both: { flags: 0x0808 }, local: unknown, behind }),
    )
    expect([...right(archive(members)).keys()]).toEqual(['0', '1', '2', '3'])
  })

  test('members in another order than that of the directory, as they stand in the file', () => {
    const bytes = archive([
      member('a.npy', x, { central: { name: utf8('b.npy'), offset: 175 } }),
      member('b.npy', x, { central: { name: utf8('a.npy'), offset: 0 } }),
    ])
    expect([...right(bytes).keys()]).toEqual(['a', 'b'])
  })

  test('bytes out of a Buffer, wherever in its memory they stand', () => {
    const shifted = Buffer.concat([Buffer.alloc(3), Npz.encode({ a: T.tensor([1, 2]) })]).subarray(3)
    expect(T.toNested(right(shifted).get('a')!)).toEqual([1, 2])
  })
})

// ---- round trips

const name = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('__proto__', 'a/b', '10', '9', 'größe', '"', '.npy'),
  )
  .filter((text) => !/[\\/]|^\.\.?$|^[a-z]:/i.test(text) || text === 'a/b')
  .filter((text) => !Array.from(text).some((c) => c < ' ' || c === '\u007f'))

const named = fc.uniqueArray(fc.tuple(name, anyTensor), { selector: ([key]) => key, maxLength: 6 })

describe('encode', () => {
  test('is undone by decode, bit for bit and in order, compressed or not', () => {
    fc.assert(
      fc.property(named, fc.boolean(), (tensors, compress) => {
        const bytes = Npz.encode(new Map(tensors), { compress })
        expect([...described(right(bytes))]).toEqual([...described(new Map(tensors))])
      }),
    )
  })

  test('takes a record too, and gives equal bytes for equal tensors', () => {
    const tensors = { b: T.tensor([1, 2]), a: T.tensor(3) }
    expect(Npz.encode(tensors)).toEqual(Npz.encode(new Map(Object.entries(tensors))))
    expect([...right(Npz.encode(tensors)).keys()]).toEqual(['b', 'a'])
  })

  test.each([
    ['../a', 'it leads out of its folder'],
    ['/a', 'it is an absolute path'],
    ['a\\b', 'it holds a backslash, which some take for a path'],
    ['a\0', 'control characters hide a name from those who list it'],
    ['\ud800', 'half of a surrogate pair is not a character'],
  ])('refuses the name %j, as a reader would', (key, reason) => {
    expect(() => Npz.encode({ [key]: T.tensor(1) })).toThrow(
      new T.ValueError('Npz.encode', `the name ${JSON.stringify(key)} is refused: ${reason}.`),
    )
  })

  test('refuses more tensors than an archive of this kind holds', () => {
    const x = T.zeros([0])
    const many = new Map(Array.from({ length: 65_536 }, (_, i) => [`${i}`, x]))
    expect(() => Npz.encode(many)).toThrow(
      new T.ValueError(
        'Npz.encode',
        'these tensors need more than the 65,535 members and 4 GiB of a zip archive. Use Safetensors?',
      ),
    )
  })
})

// ---- against NumPy: tools/golden/npy_files.py

interface Case {
  readonly file: string
  readonly arrays: Readonly<Record<string, unknown>>
}

const golden = new URL('./golden/', import.meta.url)
const { cases } = JSON.parse(readFileSync(new URL('npy.json', golden), 'utf8')) as {
  readonly cases: Readonly<Record<string, Case>>
}

describe('files of NumPy', () => {
  const rows = Object.entries(cases).flatMap(([key, row]) => (key.startsWith('Npz.') ? [row] : []))

  test.each(rows)('$file is read as NumPy reads it', ({ file, arrays }) => {
    const bytes = new Uint8Array(readFileSync(new URL(`npy/${file}`, golden)))
    expect([...described(right(bytes))]).toEqual(Object.entries(arrays))
  })

  test('with an end of 64 bits are refused where the two ends differ', () => {
    const bytes = new Uint8Array(readFileSync(new URL('npy/zip64.npz', golden)))
    const changed = (fromEnd: number, byte: number): string => {
      const copy = bytes.slice()
      copy[copy.length - fromEnd] = byte
      return message(copy)
    }
    const end64 = 22 + 20 + 56
    expect(changed(22 - 10, 7)).toBe('the archive is one part of several.')
    expect(changed(22 - 12, 7)).toBe("the archive's directory is wrong: its two ends differ.")
    expect(changed(end64, 0)).toBe(
      "the archive's directory is wrong: its end of 64 bits is not where its locator says.",
    )
    expect(changed(end64 - 4, 45)).toBe(
      "the archive's directory is wrong: its end of 64 bits holds more than it should.",
    )
    expect(changed(end64 - 32, 7)).toBe('the archive is one part of several.')
    expect(changed(22 + 20 - 8, 7)).toBe(
      "the archive's directory is wrong: its end of 64 bits is not where its locator says.",
    )
  })
})

const python = process.env['GRADUS_PYTHON']

const script = `
import json, sys
import numpy
def read(path):
    with numpy.load(path) as arrays:
        return [[k, {'dtype': str(arrays[k].dtype), 'shape': arrays[k].shape, 'bytes': list(arrays[k].tobytes())}] for k in arrays.files]
print(json.dumps([read(path) for path in sys.argv[1:]]))
`

test.skipIf(!python)('numpy.load reads what encode writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gradus-npz-'))
  const files = fc
    .sample(named, { numRuns: 30, seed: 1 })
    .map((list) => new Map(list.filter(([key]) => !key.endsWith('.npy'))))
  const paths = files.map((tensors, i) => {
    const path = join(folder, `${i}.npz`)
    writeFileSync(path, Npz.encode(tensors, { compress: i % 2 === 1 }))
    return path
  })
  const read: unknown = JSON.parse(execFileSync(python!, ['-c', script, ...paths]).toString())
  rmSync(folder, { recursive: true })
  expect(read).toEqual(files.map((tensors) => [...described(tensors)]))
})
