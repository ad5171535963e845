import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Key } from '../src/index.ts'

type Case = {
  readonly seed: number
  readonly key: Key.Key
  readonly split: readonly Key.Key[]
  readonly foldIn: readonly { readonly data: number; readonly key: Key.Key }[]
  readonly bits: number
  readonly uniform: number
}

type Block = { readonly key: Key.Key; readonly counter: Key.Key; readonly block: Key.Key }

const golden = JSON.parse(readFileSync(new URL('golden/key.json', import.meta.url), 'utf8')) as {
  readonly blocks: readonly Block[]
  readonly cases: readonly Case[]
}

// Random123 1.14, tests/kat_vectors, lines "threefry2x32 20": counter, key, answer.
const knownAnswers: readonly Block[] = [
  { counter: [0x00000000, 0x00000000], key: [0x00000000, 0x00000000], block: [0x6b200159, 0x99ba4efe] },
  { counter: [0xffffffff, 0xffffffff], key: [0xffffffff, 0xffffffff], block: [0x1cb996fc, 0xbb002be7] },
  { counter: [0x243f6a88, 0x85a308d3], key: [0x13198a2e, 0x03707344], block: [0xc4923a9c, 0x483df7a0] },
]

describe('Threefry-2x32', () => {
  test.each(knownAnswers)('gives the known answer for counter $counter', ({ key, counter, block }) => {
    expect(Key.block(key, counter)).toEqual(block)
  })

  test.each(golden.blocks)('equals JAX for counter $counter', ({ key, counter, block }) => {
    expect(Key.block(key, counter)).toEqual(block)
  })
})

describe.each(golden.cases)('the key of seed $seed', (expected) => {
  const key = Key.fromSeed(expected.seed)

  test('equals that of JAX', () => expect(key).toEqual(expected.key))
  test('splits as in JAX', () => expect(Key.split(key)).toEqual(expected.split))
  test('gives the bits of JAX', () => expect(Key.bits(key)).toBe(expected.bits))
  test('gives the uniform number of JAX', () => expect(Key.uniform(key)).toBe(expected.uniform))
  test.each(expected.foldIn)('folds in $data as in JAX', ({ data, key: folded }) =>
    expect(Key.foldIn(key, data)).toEqual(folded),
  )
})

describe('uniform', () => {
  test('stays in [0, 1)', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const u = Key.uniform(Key.fromSeed(seed))
        expect(u >= 0 && u < 1).toBe(true)
      }),
    )
  })
})

describe('foldInName', () => {
  test('tells names apart, those beyond Latin letters too', () => {
    const names = [
      '',
      'a',
      'b',
      'ab',
      'ba',
      'learningRate',
      'learningrate',
      'ä',
      'ü',
      '層',
      'a\u0100',
      '\u0001a',
    ]
    const keys = names.map((name) => Key.foldInName(Key.fromSeed(0), name).join())
    expect(new Set(keys).size).toBe(names.length)
  })
})

describe('bad numbers', () => {
  test.each([-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])('are refused: %d', (n) => {
    expect(() => Key.fromSeed(n)).toThrow(
      `Key.fromSeed: seed must be an integer from 0 to 2^53 - 1, got ${n}.`,
    )
    expect(() => Key.foldIn([0, 0], n)).toThrow(
      `Key.foldIn: data must be an integer from 0 to 2^53 - 1, got ${n}.`,
    )
  })
})
