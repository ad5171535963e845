import { expect, test } from 'vitest'
import { heap } from '../../src/wasm/heap.ts'

const length = 100
const bytes = 4 * length

/** A heap that holds ten tensors, and what adds one. */
const small = () => {
  const own = heap({ budget: 10 * bytes, shared: false })
  const add = () => {
    own.makeRoom(bytes)
    return own.tensors([{ dtype: 'float32', length, bytes, shapes: [[length]] }], [own.take(bytes)])[0]![0]!
  }
  return { own, add }
}

test('the oldest tensors move out first', () => {
  const { own, add } = small()
  const all = Array.from({ length: 25 }, add)
  expect(all.map((x) => own.addressOf(x) !== undefined)).toEqual(all.map((_, i) => i >= 15))
})

test('what is used again and again stays, however old', () => {
  const { own, add } = small()
  const first = add()
  const others = Array.from({ length: 50 }, () => {
    expect(own.addressOf(first)).toBeDefined()
    return add()
  })
  expect(others.filter((x) => own.addressOf(x) !== undefined)).toHaveLength(9)
})

test('what was used once moves out when all have had their turn', () => {
  const { own, add } = small()
  const all = Array.from({ length: 50 }, () => {
    const x = add()
    own.addressOf(x)
    return x
  })
  expect(all.filter((x) => own.addressOf(x) !== undefined)).toEqual(all.slice(40))
})
