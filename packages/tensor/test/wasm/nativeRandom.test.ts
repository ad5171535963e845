import { expect, test } from 'vitest'
import { natively, scrambled, tensorOf } from '../harness/natively.ts'

const keysOf = (...stack: readonly number[]) => tensorOf('int32', [...stack, 2], (i) => scrambled(i + 17) | 0)
const counts = [...Array(41).keys()].slice(1).concat(1023, 1024, 1025, 2048, 3001)

test.each(counts)('%i random words of one key and of several', (n) => {
  for (const keys of [keysOf(), keysOf(3), keysOf(2, 2)]) {
    const { found, wanted } = natively('randomBits', [keys], { shape: [n] })
    expect(found).toEqual(wanted)
  }
})

test.each(counts)('%i keys of one key and of several', (count) => {
  for (const keys of [keysOf(), keysOf(3), keysOf(2, 2)]) {
    const { found, wanted } = natively('splitKey', [keys], { count })
    expect(found).toEqual(wanted)
  }
})

test.each(counts)('%i keys, a number folded into each', (n) => {
  const data = tensorOf('int32', [n], (i) => scrambled(i) | 0)
  const { found, wanted } = natively('foldIn', [keysOf(n), data], {})
  expect(found).toEqual(wanted)
})

test('one key', () => {
  const { found, wanted } = natively('foldIn', [keysOf(), tensorOf('int32', [], () => 7)], {})
  expect(found).toEqual(wanted)
})
