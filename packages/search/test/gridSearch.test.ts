import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  choice,
  constant,
  contains,
  emptyHistory,
  gridSearch,
  gridSize,
  int,
  Key,
  logInt,
  logUniform,
  quantized,
  record,
  uniform,
  type Config,
  type History,
  type Space,
} from '../src/index.ts'
import * as arbitrary from './arbitraries.ts'

const withTrials = <C>(configs: readonly C[]): History<C> => ({
  ...emptyHistory('minimize'),
  trials: configs.map((config, id) => ({ id, config, outcome: { _tag: 'Open' } })),
})

const walk = <const S extends Space>(space: S, points: number, limit = 100): readonly Config<S>[] => {
  const strategy = gridSearch({ points })
  const grow = (seen: readonly Config<S>[]): readonly Config<S>[] => {
    const next = strategy(space, withTrials(seen), Key.fromSeed(0))
    return next.length === 0 || seen.length >= limit ? seen : grow([...seen, ...next])
  }
  return grow([])
}

describe('the axes of a grid', () => {
  test.each([
    [uniform(0, 1), 5, [0, 0.25, 0.5, 0.75, 1]],
    [logUniform(1e-4, 1), 5, [1e-4, 1e-3, 1e-2, 1e-1, 1]],
    [int(1, 3), 10, [1, 2, 3]],
    [int(0, 100), 3, [0, 50, 100]],
    [logInt(1, 100), 3, [1, 10, 100]],
    [quantized(0, 1, 0.1), 3, [0, 0.5, 1]],
    [quantized(0, 0.2, 0.1), 10, [0, 0.1, 0.2]],
    [choice(['a', 'b', 'c']), 2, ['a', 'b', 'c']],
    [constant(7), 5, [7]],
    [record({}), 5, [{}]],
  ])('%j with %i points', (space, points, values) => {
    expect(walk(space, points)).toEqual(values)
  })
})

describe('a grid over a record', () => {
  test('tries every combination once, the last field fastest', () => {
    const space = record({ a: choice(['x', 'y']), b: record({ c: int(1, 2), d: choice([true, false]) }) })
    expect(walk(space, 5)).toEqual([
      { a: 'x', b: { c: 1, d: true } },
      { a: 'x', b: { c: 1, d: false } },
      { a: 'x', b: { c: 2, d: true } },
      { a: 'x', b: { c: 2, d: false } },
      { a: 'y', b: { c: 1, d: true } },
      { a: 'y', b: { c: 1, d: false } },
      { a: 'y', b: { c: 2, d: true } },
      { a: 'y', b: { c: 2, d: false } },
    ])
  })

  test('all points of any space lie inside it and differ', () => {
    fc.assert(
      fc.property(arbitrary.space, fc.integer({ min: 2, max: 4 }), (space, points) => {
        const configs = walk(space, points)
        expect(configs.every(contains(space))).toBe(true)
        expect(new Set(configs.map((config) => JSON.stringify(config))).size).toBe(configs.length)
        expect(configs.length).toBe(Math.min(100, gridSize({ points })(space)))
      }),
    )
  })

  test('is never built: a grid of 5^20 points starts at once', () => {
    const names = Array.from({ length: 20 }, (_, i) => `x${i}`)
    const space = record(Object.fromEntries(names.map((name) => [name, uniform(0, 1)])))
    expect(gridSize()(space)).toBe(5 ** 20)
    expect(walk(space, 5, 3).map((config) => config['x19'])).toEqual([0, 0.25, 0.5])
  })
})

test('points below 2 are refused', () => {
  expect(() => gridSearch({ points: 1 })).toThrow(
    'gridSearch: points must be an integer of at least 2, got 1.',
  )
  expect(() => gridSize({ points: 2.5 })).toThrow(
    'gridSize: points must be an integer of at least 2, got 2.5.',
  )
})
