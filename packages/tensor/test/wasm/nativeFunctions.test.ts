import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binary, toWhole, unary } from '../../src/kernels/elementwise.ts'
import { singleFunctions } from '../../src/kernels/functions.ts'
import type { SpecialFunction } from '../../src/Special.ts'
import { floatOf, ulps, vectorised } from '../harness/vectors.ts'

const count = 2 ** 14

const ends = [
  0,
  -0,
  Infinity,
  -Infinity,
  NaN,
  2 ** -149,
  -(2 ** -149),
  3.4028234663852886e38,
  -3.4028234663852886e38,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2,
  -2,
  2.5,
  3,
  -3,
  8,
  -27,
  1000,
  88.8,
  -104,
  1e8,
]
const spread = (f: (i: number) => number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => f(i - count / 2))
const inputs: readonly (readonly [string, Float32Array])[] = [
  ['the ends', Float32Array.from(ends)],
  ['floats of all exponents', spread((i) => floatOf(Math.imul(i, 2 ** 18 + 1237)))],
  ['numbers between -1 and 1', spread((i) => (2 * i) / count)],
  ['numbers of the size of angles', spread((i) => i / 400)],
  ['large numbers', spread((i) => i * 13.377)],
]

const inDoubles = (Object.keys(singleFunctions) as readonly SpecialFunction[]).filter(
  (f) => !['expm1', 'log1p', 'erf'].includes(f),
)

const worst = (found: ArrayLike<number>, wanted: (i: number) => number): number =>
  Array.from(found).reduce((most, y, i) => Math.max(most, ulps(y, wanted(i))), 0)

const special = (f: SpecialFunction) =>
  vectorised({ name: 'special', params: { f } as never }, ['float32'], 'float32')

describe.each<readonly [SpecialFunction, number]>([
  ['expm1', 2],
  ['log1p', 2],
  ['erf', 2],
  ...inDoubles.map((f) => [f, 1] as const),
])('%s of four floats at once, within %i units in the last place', (f, bound) => {
  const run = special(f)

  test.each(inputs)('%s', (_, x) => {
    expect(worst(run(x), (i) => singleFunctions[f](x[i]!))).toBeLessThanOrEqual(bound)
  })

  test('any', () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1, maxLength: 64 }), (x) => {
        expect(worst(run(x), (i) => singleFunctions[f](x[i]!))).toBeLessThanOrEqual(bound)
      }),
      { numRuns: 50 },
    )
  })
})

test('functions in double precision are rounded once, but for one in a hundred thousand', () => {
  const off = inDoubles.flatMap((f) => {
    const run = special(f)
    return inputs.flatMap(([, x]) => [...run(x)].filter((y, i) => ulps(y, singleFunctions[f](x[i]!)) > 0))
  })
  expect(off.length).toBeLessThanOrEqual((inDoubles.length * inputs.length * count) / 1e5)
})

const pairs = (a: readonly number[], b: readonly number[]) => ({
  a: Float32Array.from(a.flatMap((v) => b.map(() => v))),
  b: Float32Array.from(a.flatMap(() => b)),
})
const shuffled = (x: Float32Array): Float32Array => x.map((_, i) => x[(i * 7919 + 11) % x.length]!)

describe.each([
  ['pow', Math.pow, 1],
  ['atan2', Math.atan2, 1],
  ['mod', binary.mod, 0],
  ['div', (a: number, b: number) => a / b, 0],
] as const)('%s of two floats', (name, wanted, bound) => {
  const run = vectorised({ name, params: {} }, ['float32', 'float32'], 'float32')
  test('all pairs of ends', () => {
    const { a, b } = pairs(ends, ends)
    expect(worst(run(a, b), (i) => wanted(a[i]!, b[i]!))).toBeLessThanOrEqual(bound)
  })
  test.each(inputs)('%s', (_, a) => {
    const b = shuffled(a)
    expect(worst(run(a, b), (i) => wanted(a[i]!, b[i]!))).toBeLessThanOrEqual(bound)
  })
  test('by whole numbers', () => {
    const a = spread((i) => i / 400)
    const b = spread((i) => i % 23)
    expect(worst(run(a, b), (i) => wanted(a[i]!, b[i]!))).toBeLessThanOrEqual(bound)
  })
})

test('whole powers of 2 and of 10, and their logarithms, are exact', () => {
  const whole = Float32Array.from({ length: 300 }, (_, i) => i - 149)
  const pow = vectorised({ name: 'pow', params: {} }, ['float32', 'float32'], 'float32')
  expect(
    pow(
      whole.map(() => 2),
      whole,
    ),
  ).toEqual(whole.map((n) => 2 ** n))
  const normal = Float32Array.from({ length: 254 }, (_, i) => i - 126)
  expect(special('log2')(normal.map((n) => 2 ** n))).toEqual(normal)
  const tens = Float32Array.from({ length: 11 }, (_, i) => i)
  expect(special('log10')(tens.map((n) => 10 ** n))).toEqual(tens)
})

const wholeEnds = [0, 1, -1, 2, -2, 31, 32, 33, -33, 9, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1, 12345678]
const wholePairs = {
  a: Int32Array.from(wholeEnds.flatMap((v) => wholeEnds.map(() => v))),
  b: Int32Array.from(wholeEnds.flatMap(() => wholeEnds)),
}
const scattered = (seed: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => Math.imul(i + seed, 0x9e3779b9))

describe('whole numbers', () => {
  test.each([
    ['shiftRightLogical', binary.shiftRightLogical],
    ['div', (a: number, b: number) => a / b],
  ] as const)('%s', (name, wanted) => {
    const run = vectorised({ name, params: {} }, ['int32', 'int32'], 'int32')
    const equal = (a: Int32Array, b: Int32Array): void =>
      expect(run(a, b)).toEqual(a.map((v, i) => wanted(v, b[i]!)))
    equal(wholePairs.a, wholePairs.b)
    equal(scattered(1), scattered(2))
    equal(scattered(3), new Int32Array(count).fill(9))
  })

  test('sign, and parts that are whole already', () => {
    const x = Int32Array.from([...wholeEnds, ...scattered(5)])
    expect(vectorised({ name: 'sign', params: {} }, ['int32'], 'int32')(x)).toEqual(x.map(unary.sign))
    const floor = vectorised({ name: 'toWhole', params: { mode: 'floor' } }, ['int32'], 'int32')
    expect(floor(x)).toEqual(x.map(toWhole.floor))
  })
})

test('the sign of a float', () => {
  const x = Float32Array.from(ends)
  expect(vectorised({ name: 'sign', params: {} }, ['float32'], 'float32')(x)).toEqual(x.map(unary.sign))
})
