import { describe, expect, test } from 'vitest'
import { unary } from '../../src/kernels/elementwise.ts'
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
]

/** The engine and the reference are within this of the truth, so that they are at most twice as far apart. */
const functions = [
  ['exp', Math.exp, 1],
  ['log', Math.log, 1],
  ['tanh', Math.tanh, 2],
  ['sigmoid', unary.sigmoid, 2],
  ['expm1', Math.expm1, 1],
  ['log1p', Math.log1p, 1],
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
