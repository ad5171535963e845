import { describe, expect, test } from 'vitest'
import * as T from '../src/index.ts'
import { bind } from '../src/primitives.ts'

// Each key of a stack gives what it gives alone, whatever stands beside it.

const keys = T.Rng.split(T.Rng.key(5), 6)
const stack = T.reshape(T.stack(keys), [2, 3, 2]) as T.AnyTensor
const parameters = T.cast(T.reshape(T.arange(24), [2, 3, 4]), 'float64') as T.AnyTensor
const rowsOf = (x: T.AnyTensor): readonly T.AnyTensor[] => {
  const rows = T.reshape(x, [6, ...x.shape.slice(2)]) as T.AnyTensor
  return keys.map((_, i) => T.take(rows, T.tensor(i, { dtype: 'int32' })) as T.AnyTensor)
}
const texts = (xs: readonly T.AnyTensor[]): readonly string[] => xs.map(String)

describe('a stack of keys', () => {
  test('random bits', () => {
    const all = bind('randomBits', [stack], { shape: [4] })
    expect(all.shape).toEqual([2, 3, 4])
    expect(texts(rowsOf(all))).toEqual(texts(keys.map((k) => T.Rng.bits(k, [4]))))
  })

  test('new keys', () => {
    const all = bind('splitKey', [stack], { count: 2 })
    expect(all.shape).toEqual([2, 3, 2, 2])
    expect(texts(rowsOf(all))).toEqual(texts(keys.map((k) => T.stack(T.Rng.split(k)))))
  })

  test('keys of numbers, another for each', () => {
    const numbers = T.reshape(T.arange(6, 12, 1, { dtype: 'int32' }), [2, 3]) as T.AnyTensor
    const all = bind('foldIn', [stack, numbers], {})
    expect(texts(rowsOf(all))).toEqual(texts(keys.map((k, i) => T.Rng.foldIn(k, 6 + i))))
  })

  test.each(['randomLogGamma', 'randomPoisson'] as const)('%s', (name) => {
    const all = bind(name, [stack, parameters], {})
    const each = rowsOf(parameters).map((p, i) => bind(name, [keys[i]!, p], {}))
    expect(texts(rowsOf(all))).toEqual(texts(each))
  })

  test('of none', () => {
    const none = T.zeros([0, 2], { dtype: 'int32' }) as T.AnyTensor
    expect(bind('randomBits', [none], { shape: [3] }).shape).toEqual([0, 3])
    expect(bind('randomPoisson', [none, T.zeros([0, 2], { dtype: 'float64' })], {}).shape).toEqual([0, 2])
  })
})
