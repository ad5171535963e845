import { describe, expect, test } from 'vitest'
import { unary } from '../../src/kernels/elementwise.ts'
import { functions as special } from '../../src/kernels/functions.ts'
import { load } from '../golden.ts'
import { doubleOf, doublesApart, vectorised } from '../harness/vectors.ts'

const count = 2 ** 14
const ends = [
  0,
  -0,
  Infinity,
  -Infinity,
  NaN,
  5e-324,
  -5e-324,
  2 ** -1022,
  -(2 ** -1022),
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  1,
  -1,
  1e-17,
  -1e-17,
  // the ends of what the exponential can tell from 0, from normal numbers, from ∞
  -745.1332191019411,
  -745.1332191019412,
  -708.5,
  -708,
  708,
  709.782712893384,
  709.7827128933841,
  // where exponents change
  Math.SQRT1_2,
  Math.SQRT2,
  Math.SQRT1_2 - 1,
  Math.SQRT2 - 1,
  1 - 2 ** -53,
  1 + 2 ** -52,
  2 ** -53 - 1,
  22,
  -22,
  // next to whole quarter turns, and where these are counted in another way
  Math.PI / 2,
  Math.PI,
  -2 * Math.PI,
  355,
  6411027962775774 * 2 ** -48,
  6381956970095103 * 2 ** 797,
  2 ** 20,
  2 ** 20 - 2 ** -33,
  2 ** 54,
  1e22,
]
const spread = (f: (i: number) => number) => (i: number) => f(i - count / 2)
const mixed = (i: number): bigint => (BigInt(i + count) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn

const inputs: readonly (readonly [string, number, (i: number) => number])[] = [
  ['the ends', ends.length, (i) => ends[i]!],
  ['doubles of all exponents', count, spread((i) => doubleOf(mixed(i)))],
  ['numbers between -1 and 1', count, spread((i) => (2 * i) / count)],
  ['numbers around 0', count, spread((i) => i * 2 ** (-70 + (i & 31)))],
  ['numbers of the size of logarithms', count, spread((i) => i / 1001)],
  ['large numbers', count, spread((i) => i * 0.0937)],
  ['multiples of half of π', count, spread((i) => (i * Math.PI) / 2)],
  ['numbers of millions', count, spread((i) => i * 1037.9)],
]

/** The engine and the reference are within this of the truth, so that they are at most twice as far apart. */
const functions = [
  ['exp', Math.exp, 1],
  ['log', Math.log, 1],
  ['tanh', Math.tanh, 2],
  ['sigmoid', unary.sigmoid, 2],
  ['expm1', Math.expm1, 1],
  ['log1p', Math.log1p, 1],
  ['log2', Math.log2, 1],
  ['log10', Math.log10, 1],
  ['sinh', Math.sinh, 1],
  ['cosh', Math.cosh, 1],
  ['asinh', Math.asinh, 1],
  ['acosh', Math.acosh, 1],
  ['atanh', Math.atanh, 1],
  ['cbrt', Math.cbrt, 1],
  ['sin', Math.sin, 1],
  ['cos', Math.cos, 1],
  ['tan', Math.tan, 1],
  ['asin', Math.asin, 1],
  ['acos', Math.acos, 1],
  ['atan', Math.atan, 1],
  ['erfc', special.erfc, 4],
] as const

const primitives = new Set<string>(['exp', 'log', 'tanh', 'sigmoid'])
const vectorisedDoubles = (name: string, fused: boolean) =>
  vectorised(
    primitives.has(name)
      ? { name: name as 'exp', params: {} }
      : { name: 'special', params: { f: name } as never },
    ['float64'],
    'float64',
    fused,
  )

describe.each(functions)('%s of doubles', (name, reference, bound) => {
  const runs = [true, false].map((fused) => vectorisedDoubles(name, fused))
  test.each(inputs)(`${bound} units in the last place at most: %s`, (_, length, at) => {
    const x = Float64Array.from({ length }, (__, i) => at(i))
    const wanted = x.map((v) => reference(v))
    const far = runs.flatMap((run) =>
      [...run(x)].flatMap((y, i) => (doublesApart(y, wanted[i]!) > 2 * bound ? [[x[i], y, wanted[i]]] : [])),
    )
    expect(far).toEqual([])
  })
})

test('erf of doubles: 2 units in the last place at most', () => {
  const golden = load<{ readonly x: readonly number[]; readonly y: readonly number[] }>('erf')
  const x = Float64Array.from(golden.x)
  const far = [true, false].flatMap((fused) =>
    [...vectorisedDoubles('erf', fused)(x)].flatMap((y, i) =>
      doublesApart(y, golden.y[i]!) > 2 ? [[x[i], y, golden.y[i]]] : [],
    ),
  )
  expect(far).toEqual([])
  const edges = vectorisedDoubles('erf', true)(Float64Array.of(0, -0, Infinity, -Infinity, NaN, 7, -40))
  expect([...edges]).toEqual([0, -0, 1, -1, NaN, 1, -1])
})

describe('powers of doubles', () => {
  const runs = [true, false].map((fused) =>
    vectorised({ name: 'pow', params: {} }, ['float64', 'float64'], 'float64', fused),
  )
  const near = (a: Float64Array, b: Float64Array, bound: number): void => {
    const far = runs.flatMap((run) =>
      [...run(a, b)].flatMap((y, i) => {
        const wanted = a[i]! ** b[i]!
        return doublesApart(y, wanted) > bound ? [[a[i], b[i], y, wanted]] : []
      }),
    )
    expect(far).toEqual([])
  }
  const bases = [...ends, 2, -2, 3, -3, 10, 1e300, 2 ** 53, 2 ** 53 + 2, 7.5, -7.5, 1023, -1074, -1075]

  test('all pairs of ends', () => {
    near(
      Float64Array.from(bases.flatMap((a) => bases.map(() => a))),
      Float64Array.from(bases.flatMap(() => bases)),
      1,
    )
  })

  test('exponents that lead anywhere within the range', () => {
    const at = spread((i) => Math.exp(i / 50))
    const x = Float64Array.from({ length: count }, (_, i) => at(i))
    near(
      x,
      x.map((v, i) => (((i * 7919) % 1490) - 745) / Math.log(v)),
      1,
    )
    near(
      x.map((_, i) => 1 + (i - count / 2) * 2 ** -30),
      x.map((_, i) => ((i * 7919) % 1000003) - 500001),
      1,
    )
  })

  test('whole powers of 2 and of 10, and their logarithms, are exact', () => {
    const whole = Float64Array.from({ length: 2098 }, (_, i) => i - 1074)
    const powers = whole.map((n) => 2 ** n)
    runs.forEach((run) =>
      expect(
        run(
          whole.map(() => 2),
          whole,
        ),
      ).toEqual(powers),
    )
    expect(vectorisedDoubles('log2', true)(powers)).toEqual(whole)
    const tens = Float64Array.from({ length: 23 }, (_, i) => i)
    const powersOfTen = tens.map((n) => Number(`1e${n}`))
    runs.forEach((run) =>
      expect(
        run(
          tens.map(() => 10),
          tens,
        ),
      ).toEqual(powersOfTen),
    )
    expect(vectorisedDoubles('log10', true)(powersOfTen)).toEqual(tens)
  })
})

describe('angles of points', () => {
  const runs = [true, false].map((fused) =>
    vectorised({ name: 'atan2', params: {} }, ['float64', 'float64'], 'float64', fused),
  )
  const near = (y: Float64Array, x: Float64Array): void => {
    const far = runs.flatMap((run) =>
      [...run(y, x)].flatMap((found, i) => {
        const wanted = Math.atan2(y[i]!, x[i]!)
        return doublesApart(found, wanted) > 2 ? [[y[i], x[i], found, wanted]] : []
      }),
    )
    expect(far).toEqual([])
  }
  test('all pairs of ends', () => {
    near(
      Float64Array.from(ends.flatMap((a) => ends.map(() => a))),
      Float64Array.from(ends.flatMap(() => ends)),
    )
  })
  test.each(inputs)('%s', (_, length, at) => {
    const y = Float64Array.from({ length }, (__, i) => at(i))
    near(
      y,
      y.map((___, i) => y[(i * 7919 + 11) % length]!),
    )
  })
})
