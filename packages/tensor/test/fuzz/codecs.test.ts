import './allocations.ts'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromTypedArray, Npy } from '../../src/index.ts'
import { archive, member } from '../harness/zip.ts'
import { allocated } from './allocations.ts'
import { codecs } from './codecs.ts'
import { judge } from './judge.ts'

// Ten thousand here; `npm run fuzz` takes a million.

const byName = (name: string) => codecs.find((codec) => codec.name === name)!

test.each(codecs)('almost valid $name files end in tensors or in a named error', (codec) => {
  const ends = new Set<string>()
  fc.assert(
    fc.property(codec.files, (bytes) => {
      ends.add(judge(codec, bytes).end)
    }),
    { numRuns: 3400 },
  )
  // Mutations that are all refused at the first byte would prove little.
  expect(ends).toContain('value')
  expect(ends.size).toBeGreaterThan(10)
})

test('memory is counted: what is read is, what is viewed is not', () => {
  const before = allocated()
  const bytes = new Uint8Array(1000)
  const view = new Float32Array(bytes.buffer)
  expect(allocated() - before).toBe(1000)
  const encoded = Npy.encode(fromTypedArray(view, [250]))
  expect(judge(byName('npy'), encoded)).toMatchObject({ end: 'value', allocated: 1000 })
})

test('a claim alone costs nothing', () => {
  const claims = new TextEncoder().encode(
    '{"a":{"dtype":"F32","shape":[1073741824],"data_offsets":[0,4294967296]}}',
  )
  const safetensors = new Uint8Array([claims.length, 0, 0, 0, 0, 0, 0, 0, ...claims])
  const { end, allocated } = judge(byName('safetensors'), safetensors)
  expect([end, allocated]).toEqual(['DataBeyondFile', 0])
})

test('a compressed member that declares a thousand times what it holds costs what it holds', () => {
  const data = new Uint8Array(deflateRawSync(Uint8Array.from({ length: 10_000 }, (_, i) => (i * i * 7) >> 3)))
  const lie = archive([member('a.npy', data, { deflate: true, data, both: { size: data.length * 1000 } })])
  const verdict = judge(byName('npz'), lie)
  expect(verdict.end).toBe('ShorterThanDeclared')
  expect(data.length * 1000).toBeGreaterThan(1_000_000)
  expect(verdict.allocated).toBeLessThan(200_000)
})
