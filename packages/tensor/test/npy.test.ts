import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import * as T from '../src/index.ts'
import { fromTypedArray, Npy } from '../src/index.ts'
import type { AnyTensor, DType } from '../src/index.ts'
import { anyTensor, concat, describeTensor, utf8 } from './harness/files.ts'

// ---- helpers

interface Parts {
  readonly header?: string | Uint8Array
  readonly data?: number | Uint8Array
  readonly version?: number
  readonly minor?: number
  readonly length?: number
}

const dictionary = (shape = '(2,)', descr = "'<f4'", order = 'False'): string =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`

const u16 = (n: number): Uint8Array => new Uint8Array([n & 255, n >> 8])
const u32 = (n: number): Uint8Array => new Uint8Array(new Uint32Array([n]).buffer)

/** A file of these parts, whatever they say. */
const file = ({ header = dictionary(), data = 0, version = 1, minor = 0, length }: Parts): Uint8Array => {
  const bytes = typeof header === 'string' ? utf8(header) : header
  const size = length ?? bytes.length
  const start = concat(new Uint8Array([0x93]), utf8('NUMPY'), new Uint8Array([version, minor]))
  const body = typeof data === 'number' ? new Uint8Array(data) : data
  return concat(start, version === 1 ? u16(size) : u32(size), bytes, body)
}

const header = (text: string, data = 8): Uint8Array => file({ header: text, data })

const message = (bytes: Uint8Array, limits?: Npy.NpyLimits): string => {
  const read = Npy.decode(bytes, limits)
  return E.isLeft(read) ? Npy.showError(read.left).replace('npy: ', '') : 'accepted'
}

const right = (bytes: Uint8Array): AnyTensor => {
  const read = Npy.decode(bytes)
  if (E.isLeft(read)) throw new Error(Npy.showError(read.left))
  return read.right
}

const whole = 'whole numbers from 0 to 9007199254740991'

// ---- what has to be refused

const refused: readonly (readonly [what: string, bytes: Uint8Array, text: string])[] = [
  [
    'an empty file',
    new Uint8Array(0),
    'a file begins with 10 bytes of signature, version and header length, this one has 0 bytes.',
  ],
  [
    'a signature alone',
    file({}).subarray(0, 7),
    'a file begins with 10 bytes of signature, version and header length, this one has 7 bytes.',
  ],
  [
    'half of a length',
    file({ version: 2 }).subarray(0, 11),
    'a file begins with 12 bytes of signature, version and header length, this one has 11 bytes.',
  ],
  [
    'another signature',
    concat(new Uint8Array([0x92]), file({}).subarray(1)),
    'a file begins with the bytes 93 4e 55 4d 50 59, this one with 92 4e 55 4d 50 59.',
  ],
  [
    'a zip',
    utf8('PK\x03\x04 and so on'),
    'a file begins with the bytes 93 4e 55 4d 50 59, this one with 50 4b 03 04 20 61. It looks like a zip: read it with Npz.decode?',
  ],
  [
    'version 4.0',
    file({ version: 4 }),
    'version 4.0 of the format is unknown to this reader, which knows 1.0, 2.0 and 3.0.',
  ],
  [
    'version 1.1',
    file({ minor: 1 }),
    'version 1.1 of the format is unknown to this reader, which knows 1.0, 2.0 and 3.0.',
  ],
  [
    'a header over 10,000 bytes',
    file({ length: 10_001 }),
    'the header claims 10001 bytes, more than the limit of 10000.',
  ],
  [
    'a header of 4 GiB',
    file({ version: 2, length: 0xffffffff }),
    'the header claims 4294967295 bytes, more than the limit of 10000.',
  ],
  [
    'a header longer than the file',
    file({ length: 60 }),
    'the header claims 60 bytes, the file has only 57 left. Was it cut short?',
  ],
  [
    'bad UTF-8',
    file({ version: 3, header: new Uint8Array([0x7b, 0xff, 0x7d]) }),
    'the header is not UTF-8 text.',
  ],
  [
    'no header',
    header(''),
    "the header is not a dictionary at character 0: expected '{', found the end of the header.",
  ],
  ['a list', header('[]'), "the header is not a dictionary at character 0: expected '{', found '['."],
  [
    'a call',
    header("{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (2,)}"),
    'descr: expected a string, found __import__.',
  ],
  [
    'a header cut short',
    header("{'descr': '<f4'"),
    "the header is not a dictionary at character 15: expected ',' or '}', found the end of the header.",
  ],
  [
    'a string cut short',
    header("{'descr"),
    "the header is not a dictionary at character 1: expected a key, found '''.",
  ],
  [
    'an escape in a key',
    header("{'des\\x63r': '<f4'}"),
    "the header is not a dictionary at character 1: expected a key, found '''.",
  ],
  [
    'no colon',
    header("{'descr' '<f4'}"),
    "the header is not a dictionary at character 9: expected ':', found '''.",
  ],
  [
    'no comma',
    header("{'descr': '<f4' 'shape': ()}"),
    "the header is not a dictionary at character 16: expected ',' or '}', found '''.",
  ],
  [
    'two commas',
    header("{'descr': '<f4',, 'shape': ()}"),
    "the header is not a dictionary at character 16: expected a key, found ','.",
  ],
  [
    'text behind the header',
    header(`${dictionary()} #`),
    "the header is not a dictionary at character 58: expected the end of the header, found '#'.",
  ],
  [
    'NUL padding',
    header(`${dictionary()}\0`),
    'the header is not a dictionary at character 57: expected the end of the header, found U+0000.',
  ],
  [
    'a carriage return, which NumPy does not take for a blank',
    header(`${dictionary()}\r\n`),
    'the header is not a dictionary at character 57: expected the end of the header, found U+000D.',
  ],
  ['a key too few', header("{'descr': '<f4', 'shape': (2,)}"), 'the header lacks fortran_order.'],
  ['no key', header('{}'), 'the header lacks descr.'],
  ['no shape', header("{'fortran_order': False, 'descr': '<f4'}"), 'the header lacks shape.'],
  [
    'a key too many',
    header("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'codec': 'zip'}"),
    'the header holds the key "codec"; it has descr, fortran_order and shape alone.',
  ],
  [
    'a prototype as a key',
    header("{'__proto__': '<f4'}"),
    'the header holds the key "__proto__"; it has descr, fortran_order and shape alone.',
  ],
  [
    'a key twice',
    header("{'descr': '<f4', 'shape': (2,), 'shape': (2,), 'fortran_order': False}"),
    'shape stands twice in the header.',
  ],
  [
    'a key twice, once in disguise',
    header("{'descr': '<f4', 'shape': (2,), \"shape\": (2,), 'fortran_order': False}"),
    'shape stands twice in the header.',
  ],
  ...['false', '0', '1', "'False'", 'None', '(True,)'].map(
    (order) =>
      [
        `a fortran_order of ${order}`,
        header(dictionary('(2,)', "'<f4'", order)),
        `fortran_order: expected True or False, found ${order.startsWith('(') ? '(' : order}.`,
      ] as const,
  ),
  ...['-1', '1.0', '1.5', '1e2', '01', 'True', '0x2', '1_0', '9007199254740992', '18446744073709551616'].map(
    (n) =>
      [
        `a dimension of ${n}`,
        header(dictionary(`(2, ${n})`)),
        `shape: expected ${whole}, found ${n}.`,
      ] as const,
  ),
  [
    'a dimension of a hundred thousand digits',
    header(dictionary(`(${'9'.repeat(9000)},)`)),
    `shape: expected ${whole}, found ${'9'.repeat(60)}….`,
  ],
  ['a shape within a shape', header(dictionary('((2,),)')), `shape: expected ${whole}, found (.`],
  ['a shape that is a list', header(dictionary('[2]')), 'shape: expected a tuple of whole numbers, found [.'],
  [
    'a shape that is a number',
    header(dictionary('(2)')),
    'shape: expected a tuple of whole numbers, found (2), a number.',
  ],
  ['a comma alone', header(dictionary('(,)')), `shape: expected ${whole}, found ,.`],
  [
    'dimensions without commas',
    header(dictionary('(1 2)')),
    "the header is not a dictionary at character 53: expected ',' or ')', found '2'.",
  ],
  [
    'a shape cut short',
    header("{'shape': (1, 2"),
    "the header is not a dictionary at character 15: expected ',' or ')', found the end of the header.",
  ],
  [
    'a shape cut short behind a comma',
    header("{'shape': (1, "),
    `shape: expected ${whole}, found the end of the header.`,
  ],
  [
    '33 dimensions',
    header(dictionary(`(${'1,'.repeat(33)})`)),
    'shape has more than 32 dimensions, the limit.',
  ],
  [
    'more elements than can be counted',
    header(dictionary('(4294967296, 4294967296)')),
    'a shape of [4294967296,4294967296] has more elements than can be counted.',
  ],
  [
    'more bytes than can be counted',
    header(dictionary('(9007199254740991,)')),
    'a shape of [9007199254740991] has more elements than can be counted.',
  ],
  [
    'a shape larger than the file',
    header(dictionary('(1099511627776,)')),
    'a shape of [1099511627776] of <f4 needs 4398046511104 bytes, the file has 8. Was it cut short?',
  ],
  [
    'data cut short',
    header(dictionary(), 7),
    'a shape of [2] of <f4 needs 8 bytes, the file has 7. Was it cut short?',
  ],
  ['trailing bytes', header(dictionary(), 9), '1 byte behind the array belong to nothing.'],
  [
    'trailing bytes of nothing',
    header(dictionary('(0, 5)'), 3),
    '3 bytes behind the array belong to nothing.',
  ],
  [
    'a bool of 2',
    file({ header: dictionary('(2,)', "'|b1'"), data: new Uint8Array([1, 2]) }),
    'element 1 of a bool array is 2, not 0 or 1.',
  ],
  [
    'a structure',
    header(dictionary('(2,)', "[('a', '<i4'), ('b', '<f8')]")),
    "descr \"[('a', '<i4'), ('b', '<f8')]\": records with fields are no tensor. Save each field by itself: numpy.savez(file, x=array['x']).",
  ],
  [
    'objects',
    header(dictionary('(2,)', "'|O'")),
    'descr "|O": Python objects are pickled, and reading a pickle runs code. Save numbers: array.astype(float).',
  ],
  [
    'text',
    header(dictionary('(2,)', "'<U5'")),
    'descr "<U5": text is no tensor. Save numbers, such as the positions in a list of the words.',
  ],
  [
    'complex numbers',
    header(dictionary('(2,)', "'<c8'")),
    'descr "<c8": complex numbers are not supported. Save array.real and array.imag.',
  ],
  [
    'dates',
    header(dictionary('(2,)', "'<M8[D]'")),
    'descr "<M8[D]": dates and durations are not supported. Save array.astype(\'int64\').',
  ],
  [
    'raw bytes',
    header(dictionary('(2,)', "'|V4'")),
    'descr "|V4": raw bytes have no element type. Save array.view of the type that they are.',
  ],
  [
    'extended precision',
    header(dictionary('(2,)', "'<f16'")),
    'descr "<f16": extended precision differs from machine to machine. Save array.astype(\'float64\').',
  ],
  ...['f4', '=f4', '|f4', '<f3', '<q', 'float32', '', 'constructor', '<i04'].map(
    (descr) =>
      [
        `a descr of '${descr}'`,
        header(dictionary('(2,)', `'${descr}'`)),
        `descr "${descr}": unknown to this reader, which knows bool, int8 to int64, uint8 to uint64, and float16 to float64, written such as <f4 or >i8.`,
      ] as const,
  ),
  ['a descr that is a number', header(dictionary('(2,)', '4')), 'descr: expected a string, found 4.'],
]

describe('decode refuses', () => {
  test.each(refused)('%s', (_, bytes, text) => {
    expect(message(bytes)).toBe(text)
  })

  test('more header or dimensions than its limits', () => {
    const limits = { headerBytes: 70, rank: 2 }
    expect(message(header(dictionary('(1, 1, 1)')), limits)).toBe(
      'shape has more than 2 dimensions, the limit.',
    )
    expect(message(header(`${dictionary()}${' '.repeat(20)}`), limits)).toBe(
      'the header claims 77 bytes, more than the limit of 70.',
    )
  })

  const wide = (descr: string, values: BigInt64Array | BigUint64Array | Uint32Array): string =>
    message(
      file({
        header: dictionary(`(${values.length},)`, `'${descr}'`),
        data: new Uint8Array(values.buffer as ArrayBuffer),
      }),
    )

  const misfit = (index: number, type: string, value: bigint): string =>
    `element ${index} of a ${type} array is ${value}, which int32 cannot hold. Save it as float64, which rounds above 2^53: array.astype('float64').`

  test('the first integer that int32 cannot hold', () => {
    expect(wide('<u4', new Uint32Array([1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]))).toBe(
      misfit(2, 'uint32', 2n ** 31n),
    )
    for (const value of [2n ** 31n, -(2n ** 31n) - 1n, 2n ** 32n - 1n, 2n ** 32n, -(2n ** 63n)])
      expect(wide('<i8', new BigInt64Array([-1n, value, value]))).toBe(misfit(1, 'int64', value))
    for (const value of [2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 64n - 1n, 2n ** 64n - 2n ** 31n])
      expect(wide('<u8', new BigUint64Array([1n, value]))).toBe(misfit(1, 'uint64', value))
  })

  test('every cut of a valid file', () => {
    const bytes = Npy.encode(T.tensor([[1, 2, 3]]))
    for (let n = 0; n < bytes.length; n += 1) expect(E.isLeft(Npy.decode(bytes.subarray(0, n)))).toBe(true)
  })
})

describe('decode accepts', () => {
  test('keys in any order and quotes, no comma behind the last, blanks and no line end', () => {
    const text = ' { "shape":( 2 ,),\'fortran_order\' :False ,"descr"\t: "<f4"}\n'
    expect(describeTensor(right(header(text)))).toEqual({
      dtype: 'float32',
      shape: [2],
      bytes: Array.from({ length: 8 }, () => 0),
    })
  })

  test('one byte of any byte order', () => {
    for (const [descr, dtype] of [
      ['<b1', 'bool'],
      ['>u1', 'uint8'],
      ['|i1', 'int32'],
    ])
      expect(right(header(dictionary('(8,)', `'${descr}'`))).dtype).toBe(dtype)
  })

  test('bytes out of a Buffer, wherever in its memory they stand, and later writes to them without notice', () => {
    const shifted = Buffer.concat([Buffer.alloc(3), Npy.encode(T.tensor([1.5, 2], { dtype: 'float64' }))])
    const read = right(shifted.subarray(3))
    shifted.fill(0)
    expect(T.toNested(read)).toEqual([1.5, 2])
  })
})

// ---- round trips

describe('encode', () => {
  test('is undone by decode, bit for bit, payloads of NaN and signs of zero included', () => {
    fc.assert(
      fc.property(anyTensor, (x) => {
        expect(describeTensor(right(Npy.encode(x)))).toEqual(describeTensor(x))
      }),
      { numRuns: 500 },
    )
  })

  test('aligns the data to 64 bytes, whatever the shape', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(99_999), { maxLength: 12 }), (shape) => {
        const bytes = Npy.encode(T.zeros([0, ...shape]))
        expect(bytes.length % 64).toBe(0)
        expect(bytes.at(-1)).toBe(10)
      }),
    )
  })

  test('refuses more dimensions than NumPy has', () => {
    const x: AnyTensor = T.zeros(Array.from({ length: 33 }, () => 1) as readonly number[])
    expect(() => Npy.encode(x)).toThrow(
      new T.ShapeError(
        'Npy.encode',
        "NumPy's arrays have at most 32 dimensions, this tensor has 33. Reshape it?",
      ),
    )
  })
})

test('a float16 becomes the float32 of its value, all 65,536 of them', () => {
  const halves = Uint16Array.from({ length: 65_536 }, (_, i) => i)
  const read = right(file({ header: dictionary('(65536,)', "'<f2'"), data: new Uint8Array(halves.buffer) }))
  const value = (half: number): number => {
    const [exponent, fraction] = [(half >> 10) & 31, half & 1023]
    const size =
      exponent === 31
        ? fraction === 0
          ? Infinity
          : NaN
        : exponent === 0
          ? (fraction / 1024) * 2 ** -14
          : (1 + fraction / 1024) * 2 ** (exponent - 15)
    return half & 0x8000 ? -size : size
  }
  expect(T.toTypedArray(read)).toEqual(Float32Array.from(halves, value))
})

// ---- against NumPy: tools/golden/npy_files.py

interface Case {
  readonly file: string
  readonly array?: unknown
  readonly reason?: string
}

const golden = new URL('./golden/', import.meta.url)
const { cases } = JSON.parse(readFileSync(new URL('npy.json', golden), 'utf8')) as {
  readonly cases: Readonly<Record<string, Case>>
}
const goldenBytes = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(`npy/${path}`, golden)))
const rows = (prefix: string): readonly Case[] =>
  Object.entries(cases).flatMap(([name, row]) => (name.startsWith(`${prefix} `) ? [row] : []))

describe('files of NumPy', () => {
  test.each(rows('Npy.decode').filter(({ array }) => array !== undefined))(
    '$file is read as NumPy reads it',
    ({ file, array }) => {
      expect(describeTensor(right(goldenBytes(file)))).toEqual(array)
    },
  )

  test.each(rows('Npy.decode').filter(({ reason }) => reason !== undefined))(
    '$file is refused',
    ({ file, reason }) => {
      expect(message(goldenBytes(file))).toContain(reason)
    },
  )

  test.each(rows('Npy.encode'))('$file is written byte for byte as NumPy writes it', ({ file }) => {
    expect(Npy.encode(right(goldenBytes(file)))).toEqual(goldenBytes(file))
  })
})

const python = process.env['GRADUS_PYTHON']

const script = `
import json, sys
import numpy
arrays = [numpy.load(path) for path in sys.argv[1:]]
print(json.dumps([{'dtype': str(a.dtype), 'shape': a.shape, 'bytes': list(a.tobytes())} for a in arrays]))
`

test.skipIf(!python)('numpy.load reads what encode writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gradus-npy-'))
  const tensors = fc.sample(anyTensor, { numRuns: 60, seed: 1 })
  const paths = tensors.map((x, i) => {
    const path = join(folder, `${i}.npy`)
    writeFileSync(path, Npy.encode(x))
    return path
  })
  const read: unknown = JSON.parse(execFileSync(python!, ['-c', script, ...paths]).toString())
  rmSync(folder, { recursive: true })
  expect(read).toEqual(tensors.map(describeTensor))
})

test('what is written by hand of each type is read back as nested arrays', () => {
  const values: readonly (readonly [DType, AnyTensor])[] = [
    ['float32', T.tensor([[1.5], [-0]])],
    ['float64', T.tensor([[1.5], [-0]], { dtype: 'float64' })],
    ['int32', fromTypedArray(new Int32Array([-1, 2]), [2, 1])],
  ]
  for (const [dtype, x] of values) {
    expect(right(Npy.encode(x)).dtype).toBe(dtype)
    expect(T.toNested(right(Npy.encode(x)))).toEqual(T.toNested(x))
  }
})
