import { describe, expect, test } from 'vitest'
import {
  choice,
  constant,
  contains,
  int,
  logInt,
  logUniform,
  quantized,
  record,
  SearchError,
  uniform,
  type Space,
} from '../src/index.ts'

const order = 'low and high must be finite with low below high'
const whole = 'low and high must be integers within ±(2^53 - 1)'

// The casts stand for callers without types.
const mistakes: readonly (readonly [() => Space, string])[] = [
  [() => uniform(1, 0), `uniform: ${order}, got 1 and 0.`],
  [() => uniform(1, 1), `uniform: ${order}, got 1 and 1.`],
  [() => uniform(0, Number.POSITIVE_INFINITY), `uniform: ${order}, got 0 and Infinity.`],
  [() => uniform(Number.NaN, 1), `uniform: ${order}, got NaN and 1.`],
  [() => logUniform(0, 1), 'logUniform: low must be above 0 on a logarithmic scale, got 0 and 1.'],
  [() => logUniform(-1, 1), 'logUniform: low must be above 0 on a logarithmic scale, got -1 and 1.'],
  [() => int(0.5, 3), `int: ${whole}, got 0.5 and 3.`],
  [() => int(3, 3), `int: ${order}, got 3 and 3.`],
  [() => int(-(2 ** 52), 1), `int: low and high must be less than 2^52 apart, got ${-(2 ** 52)} and 1.`],
  [() => logInt(0, 8), 'logInt: low must be above 0 on a logarithmic scale, got 0 and 8.'],
  [() => logInt(1, 2 ** 53), `logInt: ${whole}, got 1 and ${2 ** 53}.`],
  [() => quantized(0, 1, 0), 'quantized: step must be finite and above 0, got 0.'],
  [() => quantized(0, 1, 1e-12), 'quantized: step 1e-12 is too fine between 0 and 1. Use uniform?'],
  [() => quantized(1, 0, 0.1), `quantized: ${order}, got 1 and 0.`],
  [() => choice([]), 'choice: values must not be empty.'],
  [() => choice(['a', 'b', 'a']), 'choice: values must differ, "a" is there twice.'],
  [() => choice([[64], [64, 32], [64]]), 'choice: values must differ, [64] is there twice.'],
  [() => choice([1, Number.NaN]), 'choice: values must be JSON with finite numbers, got NaN.'],
  [() => constant((() => 1) as never), 'constant: values must be JSON with finite numbers, got a function.'],
  [
    () => record(Object.fromEntries([['__proto__', uniform(0, 1)]])),
    'record: a field cannot be called __proto__.',
  ],
]

describe('constructors refuse what makes no space', () => {
  test.each(mistakes)('%#: %s', (make, message) => {
    expect(make).toThrow(SearchError)
    expect(make).toThrow(new SearchError(message.split(':')[0]!, message.slice(message.indexOf(':') + 2)))
  })
})

const cases: readonly (readonly [Space, readonly unknown[], readonly unknown[]])[] = [
  [uniform(0, 1), [0, 0.5, 1], [-1e-9, 1.1, Number.NaN, '0.5', null, undefined, [0.5]]],
  [logUniform(0.01, 1), [0.01, 0.5, 1], [0, 0.009, 2]],
  [int(-2, 2), [-2, 0, 2], [0.5, 3, '1']],
  [logInt(1, 8), [1, 8], [0, 2.5, 9]],
  [quantized(0, 0.35, 0.1), [0, 0.1, 0.2, 0.3], [0.05, 0.35, 0.4, -0.1, 0.1 + 0.2]],
  [
    choice(['relu', 1, null, [1, 2], { a: 1 }]),
    ['relu', 1, null, [1, 2], { a: 1 }],
    ['tanh', '1', [1], [2, 1], { a: 2 }, {}],
  ],
  [constant({ a: [1] }), [{ a: [1] }], [{ a: [2] }, { a: [1], b: 1 }, null]],
  [record({}), [{}], [{ a: 1 }, null, [], 1]],
  [
    record({ a: int(1, 2), b: record({ c: constant(true) }) }),
    [
      { a: 1, b: { c: true } },
      { b: { c: true }, a: 2 },
    ],
    [{ a: 1 }, { a: 1, b: {} }, { a: 1, b: { c: true }, d: 1 }, { a: 3, b: { c: true } }, []],
  ],
  [record({ constructor: int(1, 2) }), [{ constructor: 1 }], [{}, { a: 1 }]],
]

describe('contains', () => {
  test.each(cases)('%j', (space, inside, outside) => {
    expect(inside.map(contains(space))).toEqual(inside.map(() => true))
    expect(outside.map(contains(space))).toEqual(outside.map(() => false))
  })

  test('a member that hides behind __proto__ is a stranger', () => {
    const hidden: unknown = JSON.parse('{"a":1,"__proto__":{"b":2}}')
    expect(contains(record({ a: int(1, 2) }))(hidden)).toBe(false)
    expect(contains(record({ a: int(1, 2), b: int(1, 2) }))(hidden)).toBe(false)
  })
})
