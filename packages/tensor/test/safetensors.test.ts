import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { fromTypedArray, Safetensors, toTypedArray, ValueError } from '../src/index.ts'
import type { AnyTensor } from '../src/index.ts'
import { anyTensor, concat, describeTensor, utf8 } from './harness/files.ts'

// ---- helpers

const u64 = (n: bigint): Uint8Array => {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, n, true)
  return bytes
}

/** A file of this header and this many bytes of data, whatever the header says. */
const file = (header: string | Uint8Array, data = 0): Uint8Array => {
  const bytes = typeof header === 'string' ? utf8(header) : header
  return concat(u64(BigInt(bytes.length)), bytes, new Uint8Array(data))
}

const entry = (shape: string, begin: number | string, end: number | string, dtype = 'F32'): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${begin},${end}]}`

const message = (bytes: Uint8Array, limits?: Safetensors.SafetensorsLimits): string => {
  const read = Safetensors.decode(bytes, limits)
  return E.isLeft(read) ? Safetensors.showError(read.left).replace('safetensors: ', '') : 'accepted'
}

const right = (bytes: Uint8Array): Safetensors.SafetensorsFile => {
  const read = Safetensors.decode(bytes)
  if (E.isLeft(read)) throw new Error(Safetensors.showError(read.left))
  return read.right
}

const small: Safetensors.SafetensorsLimits = { headerBytes: 1000, entries: 3, rank: 4 }
const whole = 'a whole number from 0 to 9007199254740991'

// ---- what has to be refused: rows of the robustness checklist

const refused: readonly (readonly [what: string, bytes: Uint8Array, text: string])[] = [
  [
    'an empty file',
    new Uint8Array(0),
    'a file begins with 8 bytes that give the length of its header, this one has 0 bytes.',
  ],
  [
    'one byte',
    new Uint8Array(1),
    'a file begins with 8 bytes that give the length of its header, this one has 1 byte.',
  ],
  [
    'no header',
    u64(0n),
    'the header is not JSON at character 0: expected an object, found the end of the header.',
  ],
  [
    'a header of 2^63 bytes',
    u64(2n ** 63n),
    'the header claims 9223372036854775808 bytes, more than the limit of 100000000.',
  ],
  [
    'a header of 2^53+1 bytes',
    u64(2n ** 53n + 1n),
    'the header claims 9007199254740993 bytes, more than the limit of 100000000.',
  ],
  [
    'a header over the limit',
    u64(100_000_001n),
    'the header claims 100000001 bytes, more than the limit of 100000000.',
  ],
  [
    'a header longer than the file',
    concat(u64(3n), utf8('{}')),
    'the header claims 3 bytes, the file has only 2 left. Was it cut short?',
  ],
  ['bad UTF-8', file(new Uint8Array([0x7b, 0xff, 0x7d])), 'the header is not UTF-8 text.'],
  [
    'a byte-order mark',
    file('\ufeff{}'),
    'the header is not JSON at character 0: expected an object, found U+FEFF.',
  ],
  ['no JSON', file('hello'), "the header is not JSON at character 0: expected an object, found 'h'."],
  [
    'JSON cut short',
    file('{"a":{"dtype"'),
    "the header is not JSON at character 13: expected ':', found the end of the header.",
  ],
  [
    'a name cut short',
    file('{"a\\"'),
    "the header is not JSON at character 5: expected '\"', found the end of the header.",
  ],
  [
    'a bad escape',
    file('{"a\\x":1}'),
    "the header is not JSON at character 1: expected a valid string, found '\"'.",
  ],
  [
    'a trailing comma',
    file('{"__metadata__":{"a":"b",}}'),
    "the header is not JSON at character 25: expected a string, found '}'.",
  ],
  [
    'no comma',
    file('{"__metadata__":{"a":"b" "c":"d"}}'),
    "the header is not JSON at character 25: expected ',' or '}', found '\"'.",
  ],
  ['a list', file('[]'), 'the header: expected an object, found a list.'],
  ['a string', file('"a"'), 'the header: expected an object, found a string.'],
  ['null', file('null'), 'the header: expected an object, found null.'],
  [
    'a header padded with NUL',
    file('{}\0\0'),
    'the header is not JSON at character 2: expected the end of the header, found U+0000.',
  ],
  [
    'text behind the header',
    file('{} {}'),
    "the header is not JSON at character 3: expected the end of the header, found '{'.",
  ],
  [
    'a name twice',
    file(`{"a":${entry('[1]', 0, 4)},"a":${entry('[1]', 4, 8)}}`, 8),
    'a stands twice in the header.',
  ],
  [
    'a name twice, once in disguise',
    file(`{"a":${entry('[1]', 0, 4)},"\\u0061":${entry('[1]', 4, 8)}}`, 8),
    'a stands twice in the header.',
  ],
  [
    'metadata twice',
    file('{"__metadata__":{},"__metadata__":{}}'),
    '__metadata__ stands twice in the header.',
  ],
  [
    'a metadata key twice',
    file('{"__metadata__":{"k":"1","k":"2"}}'),
    '__metadata__.k stands twice in the header.',
  ],
  ['a field twice', file('{"a":{"dtype":"F32","dtype":"F64"}}'), 'a.dtype stands twice in the header.'],
  [
    'metadata that is a number',
    file('{"__metadata__":{"k":1}}'),
    '__metadata__.k: expected a string, found a number.',
  ],
  [
    'metadata with half a surrogate pair',
    file('{"__metadata__":{"k":"\\ud800"}}'),
    '__metadata__.k: expected text, found half of a surrogate pair.',
  ],
  [
    'metadata that is no object',
    file('{"__metadata__":["k"]}'),
    '__metadata__: expected an object, found a list.',
  ],
  [
    'a name with NUL',
    file(`{"a\\u0000b":${entry('[1]', 0, 4)}}`, 4),
    'the name "a\\u0000b" is refused: control characters hide a name from those who list it.',
  ],
  [
    'a name with a line feed',
    file(`{"a\\nb":${entry('[1]', 0, 4)}}`, 4),
    'the name "a\\nb" is refused: control characters hide a name from those who list it.',
  ],
  [
    'half a surrogate pair',
    file(`{"\\ud800":${entry('[1]', 0, 4)}}`, 4),
    'the name "\\ud800" is refused: half of a surrogate pair is not a character.',
  ],
  [
    'a name and a dtype that would hide in a terminal',
    file(`{"a b\u202e":${entry('[1]', 0, 4, '\\u001b[31m')}}`, 4),
    '"a b\\u202e": dtype "\\u001b[31m" is unknown to this reader, which knows F64, F32, I32, U8, BOOL.',
  ],
  [
    'an unknown dtype',
    file(`{"a":${entry('[1]', 0, 2, 'BF16')}}`, 2),
    'a: dtype "BF16" is unknown to this reader, which knows F64, F32, I32, U8, BOOL.',
  ],
  [
    'a dtype in lower case',
    file(`{"a":${entry('[1]', 0, 4, 'f32')}}`, 4),
    'a: dtype "f32" is unknown to this reader, which knows F64, F32, I32, U8, BOOL. Did the writer mean F32?',
  ],
  [
    'a sub-byte dtype',
    file(`{"a":${entry('[3]', 0, 2, 'F4')}}`, 2),
    'a: dtype "F4" is unknown to this reader, which knows F64, F32, I32, U8, BOOL.',
  ],
  ['a dtype that is a number', file('{"a":{"dtype":1}}'), 'a.dtype: expected a string, found a number.'],
  [
    'a shape that is no list',
    file(`{"a":${entry('4', 0, 16)}}`, 16),
    'a.shape: expected a list of whole numbers, found a number.',
  ],
  ...['1.0', '1.5', '1e2', '-1', '-0', '1e400', '9007199254740992', '18446744073709551616', '01'].map(
    (n) =>
      [
        `a dimension of ${n}`,
        file(`{"a":${entry(`[2,${n}]`, 0, 8)}}`, 8),
        `a.shape[1]: expected ${whole}, found ${n}.`,
      ] as const,
  ),
  [
    'a dimension that is a boolean',
    file(`{"a":${entry('[true]', 0, 4)}}`, 4),
    `a.shape[0]: expected ${whole}, found a boolean.`,
  ],
  [
    'a dimension that is a string',
    file(`{"a":${entry('["1"]', 0, 4)}}`, 4),
    `a.shape[0]: expected ${whole}, found a string.`,
  ],
  [
    'more elements than can be counted',
    file(`{"a":${entry('[4294967296,4294967296]', 0, 4)}}`, 4),
    'a: a shape of [4294967296,4294967296] has more elements than can be counted.',
  ],
  [
    'reversed offsets',
    file(`{"a":${entry('[1]', 4, 0)}}`, 4),
    'a: its data ends at 0, before it begins at 4.',
  ],
  [
    'overlapping offsets',
    file(`{"a":${entry('[2]', 0, 8)},"b":${entry('[2]', 4, 12)}}`, 12),
    "b: its data begins at 4, inside of another tensor's, which ends at 8.",
  ],
  [
    'two tensors on one span',
    file(`{"a":${entry('[1]', 0, 4)},"b":${entry('[1]', 0, 4)}}`, 4),
    "b: its data begins at 0, inside of another tensor's, which ends at 4.",
  ],
  [
    'a hole',
    file(`{"a":${entry('[1]', 0, 4)},"b":${entry('[1]', 8, 12)}}`, 12),
    'b: its data begins at 8, which leaves a hole from 4 on.',
  ],
  [
    'a first offset above 0',
    file(`{"a":${entry('[1]', 4, 8)}}`, 8),
    'a: its data begins at 4, which leaves a hole from 0 on.',
  ],
  [
    'trailing bytes',
    file(`{"a":${entry('[1]', 0, 4)}}`, 7),
    '3 bytes behind the last tensor belong to none.',
  ],
  ['trailing bytes without a tensor', file('{}', 1), '1 byte behind the last tensor belong to none.'],
  [
    'data cut short',
    file(`{"a":${entry('[2]', 0, 8)}}`, 7),
    "a: its data ends at 8, the file's data at 7. Was it cut short?",
  ],
  [
    'a span that is too short',
    file(`{"a":${entry('[2]', 0, 4)}}`, 4),
    'a: its offsets span 4 bytes, its shape and dtype need 8.',
  ],
  [
    'an offset above 2^53',
    file(`{"a":${entry('[1]', 0, '9007199254740993')}}`, 4),
    `a.data_offsets[1]: expected ${whole}, found 9007199254740993.`,
  ],
  [
    'one offset',
    file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}', 4),
    'a.data_offsets: expected a list of two whole numbers, found a list of 1.',
  ],
  [
    'three offsets',
    file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}', 4),
    'a.data_offsets: expected a list of two whole numbers, found a list of 3.',
  ],
  [
    'a field too many',
    file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"codec":"zip"}}', 4),
    'a.codec: expected one of dtype, shape, data_offsets, found "codec".',
  ],
  [
    'a field too few',
    file('{"a":{"dtype":"F32","shape":[1]}}', 4),
    'a.data_offsets: expected a value, found nothing.',
  ],
  ['an entry that is no object', file('{"a":null}'), 'a: expected an object, found null.'],
  [
    'a BOOL of 2',
    concat(file(`{"a":${entry('[2]', 0, 2, 'BOOL')}}`), new Uint8Array([1, 2])),
    'a: element 1 of a BOOL tensor is 2, not 0 or 1.',
  ],
]

describe('decode refuses', () => {
  test.each(refused)('%s', (_, bytes, text) => {
    expect(message(bytes)).toBe(text)
  })

  test('more entries, dimensions or header than its limits', () => {
    const many = ['a', 'b', 'c', 'd'].map((name) => `"${name}":${entry('[0]', 0, 0)}`)
    expect(message(file(`{${many.join(',')},"e":1}`), small)).toBe(
      'the header has more than 4 items, the limit.',
    )
    expect(message(file(`{"a":${entry('[1,1,1,1,1]', 0, 4)}}`, 4), small)).toBe(
      'a.shape has more than 4 items, the limit.',
    )
    expect(message(u64(1001n), small)).toBe('the header claims 1001 bytes, more than the limit of 1000.')
  })

  test('a million dimensions, and 150,000 tensors on one span, in bounded time', () => {
    expect(message(file(`{"a":${entry(`[${'1,'.repeat(1e6)}1]`, 0, 4)}}`, 4))).toBe(
      'a.shape has more than 32 items, the limit.',
    )
    const shared = entry('[4]', 0, 16)
    const many = Array.from({ length: 150_000 }, (_, i) => `"${i}":${shared}`).join(',')
    expect(message(file(utf8(`{${many}}`), 16))).toBe('the header has more than 100001 items, the limit.')
  })

  test('a million opening brackets, without a stack overflow', () => {
    expect(message(file('['.repeat(1e6)))).toBe('the header: expected an object, found a list.')
    expect(message(file(`{"a":${'{"dtype":'.repeat(1e5)}`))).toBe(
      'a.dtype: expected a string, found an object.',
    )
  })

  test('every cut of a valid file', () => {
    const bytes = Safetensors.encode({ a: fromTypedArray(new Float32Array([1, 2]), [2]) }, { k: 'v' })
    for (let n = 0; n < bytes.length; n += 1)
      expect(E.isLeft(Safetensors.decode(bytes.subarray(0, n)))).toBe(true)
  })

  test('or accepts any bytes at all, but never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (bytes, text) => {
        for (const candidate of [bytes, file(text), file(`{${text}`), file(`{"a":${text}`)])
          Safetensors.decode(candidate)
      }),
    )
  })

  test('a single changed byte of the header, or reads what the changed header says', () => {
    const bytes = Safetensors.encode({ ab: fromTypedArray(new Int32Array([1, 2]), [1, 2]) })
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const changed = bytes.slice()
        changed[at] = byte
        const read = Safetensors.decode(changed)
        if (E.isRight(read)) expect(read.right.tensors.size).toBe(1)
      }),
    )
  })
})

describe('decode accepts', () => {
  test('blanks around the header, and an empty name', () => {
    const read = right(file(` \n\t\r{ "" : ${entry('[ ]', 0, 4)} } \n`, 4))
    expect([...read.tensors.keys()]).toEqual([''])
    expect(read.tensors.get('')?.shape).toEqual([])
  })

  test('data that is not aligned in the file, of a view into a larger buffer', () => {
    const bytes = concat(
      file(`{"a":${entry('[1]', 0, 8, 'F64')}} `),
      new Uint8Array(new Float64Array([Math.PI]).buffer),
    )
    const inside = concat(new Uint8Array(3), bytes, new Uint8Array(5)).subarray(3, 3 + bytes.length)
    expect(toTypedArray(right(inside).tensors.get('a')!)).toEqual(new Float64Array([Math.PI]))
  })

  test('names of prototypes as mere names', () => {
    const names = ['__proto__', 'constructor', 'prototype']
    const entries = names.map((name, i) => `"${name}":${entry('[1]', 4 * i, 4 * i + 4)}`)
    const read = right(file(`{"__metadata__":{"__proto__":"polluted"},${entries.join(',')}}`, 12))
    expect([...read.tensors.keys()]).toEqual(names)
    expect([...read.metadata]).toEqual([['__proto__', 'polluted']])
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  test('later writes to the bytes without noticing them', () => {
    const bytes = Safetensors.encode({ a: fromTypedArray(new Float32Array([1]), [1]) })
    const read = right(bytes)
    bytes.fill(0)
    expect(toTypedArray(read.tensors.get('a')!)).toEqual(new Float32Array([1]))
  })
})

// ---- what is written

const name = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('__proto__', 'constructor', '10', '9', '"', '\\', 'a.b'),
  )
  .filter((text) => !Array.from(text).some((c) => c < ' ' || c === '\u007f') && text !== '__metadata__')
const names = <A>(value: fc.Arbitrary<A>) =>
  fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 8 })

describe('encode', () => {
  test('is undone by decode, bit for bit, NaN payloads included', () => {
    fc.assert(
      fc.property(names(anyTensor), names(fc.string({ unit: 'grapheme' })), (tensors, metadata) => {
        const read = right(Safetensors.encode(new Map(tensors), new Map(metadata)))
        expect(read.metadata).toEqual(new Map(metadata))
        expect(read.tensors.size).toBe(tensors.length)
        tensors.forEach(([key, tensor]) =>
          expect(describeTensor(read.tensors.get(key)!)).toEqual(describeTensor(tensor)),
        )
      }),
    )
  })

  test('does not depend on the order of the names', () => {
    fc.assert(
      fc.property(names(anyTensor), names(fc.string()), (tensors, metadata) => {
        const there = Safetensors.encode(new Map(tensors), new Map(metadata))
        const back = Safetensors.encode(new Map(tensors.toReversed()), new Map(metadata.toReversed()))
        expect(back).toEqual(there)
      }),
    )
  })

  test('aligns the data to 8 bytes with blanks', () => {
    fc.assert(
      fc.property(names(anyTensor), (tensors) => {
        const bytes = Safetensors.encode(new Map(tensors))
        const header = Number(new DataView(bytes.buffer).getBigUint64(0, true))
        expect(header % 8).toBe(0)
        expect(new TextDecoder().decode(bytes.subarray(8, 8 + header))).toMatch(/^\{.*\} {0,7}$/s)
      }),
    )
  })

  test('refuses names that a reader would refuse', () => {
    const a = fromTypedArray(new Float32Array(1), [1])
    const thrown = (f: () => unknown): unknown => {
      try {
        return f()
      } catch (error) {
        return error
      }
    }
    expect(thrown(() => Safetensors.encode({ __metadata__: a }))).toEqual(
      new ValueError(
        'Safetensors.encode',
        'a tensor may not be called "__metadata__", the format keeps that name.',
      ),
    )
    expect(() => Safetensors.encode({ 'a\0': a })).toThrow(ValueError)
    expect(() => Safetensors.encode({ a }, { 'k\n': 'v' })).toThrow(ValueError)
    expect(() => Safetensors.encode({ a }, { k: '\ud800' })).toThrow(ValueError)
  })
})

// ---- against Python's safetensors: tools/golden/safetensors_files.py

const golden = new URL('./golden/', import.meta.url)
const goldenText = (path: string) => JSON.parse(readFileSync(new URL(path, golden), 'utf8'))
const goldenBytes = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, golden)))

const readable = ({ tensors, metadata }: Safetensors.SafetensorsFile) => ({
  metadata,
  tensors: new Map([...tensors].map(([key, tensor]) => [key, describeTensor(tensor)])),
})

const asPythonRead = (document: { metadata: Record<string, string>; tensors: Record<string, unknown> }) => ({
  metadata: new Map(Object.entries(document.metadata)),
  tensors: new Map(Object.entries(document.tensors)),
})

const written = (): Uint8Array => {
  const f32 = fromTypedArray(new Float32Array([1.5, -0, Infinity, 1e-45, 3.4028235e38, 0.1]), [2, 3])
  const f64 = fromTypedArray(new Float64Array([Math.PI, 5e-324]), [2])
  const mask = fromTypedArray(new Uint8Array([1, 0, 1]), [3], { dtype: 'bool' })
  const tensors: readonly (readonly [string, AnyTensor])[] = [
    ['dense_0.kernel', f32],
    ['double', f64],
    ['mask', mask],
    ['count', fromTypedArray(new Int32Array([-7]), [])],
    ['bytes', fromTypedArray(new Uint8Array([0, 255]), [1, 2])],
    ['empty', fromTypedArray(new Float32Array(0), [0, 4])],
    ['größe "10"', fromTypedArray(new Int32Array([1]), [1])],
  ]
  return Safetensors.encode(new Map(tensors), { by: 'Gradus\n', größe: '😀' })
}

describe('files', () => {
  test('written by Python are read here', () => {
    const document = goldenText('python.safetensors.json')
    expect(readable(right(goldenBytes('python.safetensors')))).toEqual(asPythonRead(document))
  })

  test('written here were read by Python, and are still written so', () => {
    if (process.env['UPDATE_GOLDEN'] !== undefined)
      writeFileSync(new URL('gradus.safetensors', golden), written())
    expect(existsSync(new URL('gradus.safetensors', golden))).toBe(true)
    expect(written()).toEqual(goldenBytes('gradus.safetensors'))
    expect(readable(right(written()))).toEqual(asPythonRead(goldenText('gradus.safetensors.json')))
  })

  test('are read out of a Buffer of Node too, whose slice shares memory, wherever in its memory they stand', () => {
    const shifted = Buffer.concat([Buffer.alloc(3), written()]).subarray(3)
    expect(readable(right(shifted))).toEqual(readable(right(written())))
  })
})
