import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as T from '../src/index.ts'
import { Rng } from '../src/index.ts'
import { load } from './golden.ts'
import type { Stored } from './harness/stored.ts'
import { numbers } from './harness/stored.ts'

interface Stream {
  readonly seed: number
  readonly key: readonly number[]
  readonly split: readonly (readonly number[])[]
  readonly foldIn: readonly number[]
  readonly bits: readonly number[]
  readonly uniform: Stored
  readonly uniformRange: Stored
  readonly normal: Stored
  readonly truncatedNormal: Stored
  readonly bernoulli: Stored
  readonly permutation: readonly number[]
  readonly permutationOfMany: readonly number[]
}

const { streams } = load<{ readonly streams: readonly Stream[] }>('rng')

const near = (found: Iterable<number>, wanted: readonly number[], units: number): void =>
  [...found].forEach((v, i) =>
    expect(Math.abs(v - wanted[i]!)).toBeLessThanOrEqual(
      units * 2 ** -23 * Math.max(1, Math.abs(wanted[i]!)),
    ),
  )

describe.each(streams)('the stream of seed $seed equals that of JAX', (s) => {
  const key = Rng.key(s.seed)

  test('keys', () => {
    expect(Rng.toData(key)).toEqual(s.key)
    expect(Rng.split(key, 3).map(Rng.toData)).toEqual(s.split)
    expect(Rng.toData(Rng.foldIn(key, 123456789))).toEqual(s.foldIn)
    expect(Rng.toData(Rng.fromData(Rng.toData(key)))).toEqual(s.key)
  })

  test('bits, uniform numbers, decisions and orders are the same', () => {
    expect([...T.toTypedArray(Rng.bits(key, [3, 5]))].map((v) => v >>> 0)).toEqual(s.bits)
    expect([...T.toTypedArray(Rng.uniform(key, [3, 5]))]).toEqual(numbers(s.uniform))
    expect([...T.toTypedArray(Rng.bernoulli(key, 0.3, [20]))]).toEqual(numbers(s.bernoulli))
    expect([...T.toTypedArray(Rng.permutation(key, 50))]).toEqual(s.permutation)
    expect([...T.toTypedArray(Rng.permutation(key, 3000))].slice(0, 20)).toEqual(s.permutationOfMany)
  })

  test('scaled uniform and normal numbers are the same but for the last bits', () => {
    near(T.toTypedArray(Rng.uniform(key, [7], { min: -3, max: 2.5 })), numbers(s.uniformRange), 1)
    near(T.toTypedArray(Rng.normal(key, [4, 8])), numbers(s.normal), 2)
    near(T.toTypedArray(Rng.truncatedNormal(key, [16])), numbers(s.truncatedNormal), 2)
  })
})

describe('laws', () => {
  test('a permutation holds each position once', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(300), (seed, n) => {
        const order = [...T.toTypedArray(Rng.permutation(Rng.key(seed), n))]
        expect(order.toSorted((a, b) => a - b)).toEqual([...Array(n).keys()])
      }),
    )
  })

  test('uniform numbers stay within their range', () => {
    fc.assert(
      fc.property(
        fc.nat(1e9),
        fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        (seed, min, width) => {
          const values = [...T.toTypedArray(Rng.uniform(Rng.key(seed), [50], { min, max: min + width }))]
          expect(values.every((v) => v >= Math.fround(min) && v <= Math.fround(min + width))).toBe(true)
        },
      ),
    )
  })

  test('normal numbers have mean 0 and variance 1', () => {
    const x = Rng.normal(Rng.key(3), [20000])
    expect(Math.abs(T.item(T.mean(x)))).toBeLessThan(4 / Math.sqrt(20000))
    expect(Math.abs(T.item(T.variance(x)) - 1)).toBeLessThan(4 * Math.sqrt(2 / 20000))
  })
})

describe('mistakes', () => {
  const key = Rng.key(0)
  test.each([
    [() => Rng.key(1.5), 'Rng.key: a seed is a whole number, got 1.5'],
    [() => Rng.foldIn(key, -1), 'Rng.foldIn: the number to fold in is whole and from 0 to 2^32 - 1, got -1'],
    [() => Rng.bernoulli(key, 2, [3]), 'Rng.bernoulli: a probability is between 0 and 1, got 2'],
    [() => Rng.uniform(key, [3], { min: 1, max: 0 }), 'Rng.uniform: min must not be above max, got 1 and 0'],
    [
      () => Rng.truncatedNormal(key, [3], { lower: 1, upper: 1 }),
      'Rng.truncatedNormal: lower must be below upper, got 1 and 1',
    ],
    [() => Rng.permutation(key, -2), 'Rng.permutation: the length is a whole number from 0, got -2'],
    [() => Rng.split(key, -1), 'Rng.split: the count is a whole number from 0, got -1'],
  ])('%#', (f, message) => expect(f).toThrow(message))
})
