import { describe, expect, test } from 'vitest'
import { natively, tensorOf } from '../harness/natively.ts'
import { doubleOf, doublesApart } from '../harness/vectors.ts'

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
  ['exp', {}, 1],
  ['log', {}, 1],
  ['tanh', {}, 2],
  ['sigmoid', {}, 2],
  ['special', { f: 'expm1' }, 1],
  ['special', { f: 'log1p' }, 1],
] as const

describe.each(functions)('%s %o of doubles, to %i units in the last place', (name, params, bound) => {
  test.each(inputs)('%s', (_, length, at) => {
    const { found, wanted } = natively(name, [tensorOf('float64', [length], at)], params as never)
    const far = [...found].flatMap((y, i) =>
      doublesApart(y, wanted[i]!) > 2 * bound ? [[at(i), y, wanted[i]]] : [],
    )
    expect(far).toEqual([])
  })
})
