import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { type AnyTensor, isFloating, isNaN, where } from '../../src/index.ts'
import { describeTensor } from '../harness/files.ts'
import { type Codec, codecs } from './codecs.ts'

const python = process.env['GRADUS_PYTHON']

const script = `
import json, sys, warnings
import numpy
from safetensors.numpy import load
warnings.simplefilter('ignore')
read_as = {'bool': 'bool', 'uint8': 'uint8', 'float16': 'float32', 'float32': 'float32', 'float64': 'float64'}
def describe(array):
    dtype = read_as.get(array.dtype.name, 'int32')
    plain = numpy.where(numpy.isnan(array), numpy.nan, array) if array.dtype.kind == 'f' else array
    data = numpy.ascontiguousarray(plain.astype(numpy.dtype(dtype).newbyteorder('<'))).tobytes()
    return {'dtype': dtype, 'shape': array.shape, 'bytes': list(data)}
def read(path):
    if 'safetensors' in path:
        return load(open(path, 'rb').read())
    array = numpy.load(path)
    return {name: array[name] for name in array.files} if 'npz' in path else {'': array}
def answer(path):
    try:
        return {name: describe(array) for name, array in read(path).items()}
    except Exception as error:
        return str(error)
print(json.dumps([answer(path.strip()) for path in sys.stdin]))
`

interface Accepted {
  readonly bytes: Uint8Array
  readonly tensors: ReadonlyMap<string, unknown>
}

/** What is read here of files that are almost valid. */
const accepted = ({ files, decode }: Codec, seed: number): readonly Accepted[] =>
  fc
    .sample(files, { numRuns: 3000, seed })
    .map((bytes) => [bytes, decode(bytes)] as const)
    .flatMap(([bytes, read]) => (E.isRight(read) ? [{ bytes, tensors: described(read.right) }] : []))

const described = (named: ReadonlyMap<string, AnyTensor>): ReadonlyMap<string, unknown> =>
  new Map([...named].map(([name, x]) => [name, describeTensor(withPlainNaN(x))]))

/** A signalling NaN that passes through a number, as it does where bytes are swapped, comes out quiet. */
const withPlainNaN = (x: AnyTensor): AnyTensor => (isFloating(x) ? where(isNaN(x), NaN, x) : x)

test.skipIf(!python).each(codecs)('what is read of almost valid $name files, Python reads alike', (codec) => {
  const folder = mkdtempSync(join(tmpdir(), 'gradus-fuzz-'))
  const seed = Math.floor(performance.now() * 1000) % 2 ** 31
  const files = accepted(codec, seed)
  const paths = files.map(({ bytes }, i) => {
    const path = join(folder, `${i}.${codec.name}`)
    writeFileSync(path, bytes)
    return path
  })
  const output = execFileSync(python!, ['-c', script], { input: paths.join('\n'), maxBuffer: 2 ** 28 })
  rmSync(folder, { recursive: true })
  const read = JSON.parse(output.toString()) as readonly Readonly<Record<string, unknown>>[]
  expect(files.length).toBeGreaterThan(100)
  files.forEach(({ bytes, tensors }, i) => {
    expect(read[i], `seed ${seed}: ${JSON.stringify([...bytes])}`).toEqual(Object.fromEntries(tensors))
  })
})
