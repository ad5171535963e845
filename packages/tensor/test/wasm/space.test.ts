import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blockSize } from '../../src/wasm/memory.ts'
import { maximumPages, space } from '../../src/wasm/space.ts'

const page = 65_536

describe('space', () => {
  test('what comes back is had again by who wants as much', () => {
    const own = space(false)
    const a = own.take(1000)!
    const b = own.take(1000)!
    own.give(a, 1000)
    expect(own.free()).toBe(blockSize(1000))
    expect(own.take(1001)).toBe(a)
    expect(own.free()).toBe(0)
    expect(b).toBe(a + blockSize(1000))
  })

  test('pieces are put together, and cut, before the memory grows', () => {
    const own = space(false, 4 * page)
    const pieces = Array.from({ length: 19 }, () => own.take(10_000)!)
    const grown = own.memory.buffer.byteLength
    expect(own.take(100_000)).toBeUndefined()
    for (const i of [3, 5, 4, 9]) own.give(pieces[i]!, 10_000)
    expect(own.take(25_000)).toBe(pieces[3])
    expect(own.take(9000)).toBe(pieces[9])
    pieces.filter((_, i) => i < 3 || i > 9).forEach((at) => own.give(at, 10_000))
    // what was left of the tenth is a part of it
    expect(own.take(92_000)).toBe(pieces[9]! + blockSize(9000))
    expect(own.memory.buffer.byteLength).toBeLessThanOrEqual(4 * page)
    expect(grown).toBeLessThanOrEqual(own.memory.buffer.byteLength)
  })

  test('no two pieces ever overlap, whatever comes and goes', () => {
    const most = 8 * page
    const action = fc.record({
      bytes: fc.integer({ min: 1, max: 60_000 }),
      gives: fc.boolean(),
      which: fc.nat(30),
    })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
        const own = space(false, most)
        const taken: { readonly at: number; readonly bytes: number }[] = []
        for (const { bytes, gives, which } of actions) {
          const [old] = gives && taken.length > 0 ? taken.splice(which % taken.length, 1) : []
          const at = old === undefined ? own.take(bytes) : own.give(old.at, old.bytes)
          if (typeof at === 'number') taken.push({ at, bytes })
          const sorted = taken.toSorted((a, b) => a.at - b.at)
          sorted.forEach((piece, i) => {
            const next = sorted[i + 1]?.at ?? own.memory.buffer.byteLength
            expect(piece.at + blockSize(piece.bytes)).toBeLessThanOrEqual(next)
          })
        }
        taken.forEach(({ at, bytes }) => own.give(at, bytes))
        // all of it is one piece again
        expect(own.take(most - 2 * page)).toBeTypeOf('number')
      }),
    )
  })

  test('the reservation is halved where the runtime refuses so much', () => {
    const real = WebAssembly.Memory
    const asked: number[] = []
    function Memory(limits: { readonly initial: number; readonly maximum: number }): object {
      asked.push(limits.maximum)
      if (limits.maximum > maximumPages / 4) throw new RangeError('could not allocate memory')
      return new real(limits)
    }
    Object.assign(WebAssembly, { Memory })
    try {
      expect(space(false).take(10)).toBe(64)
    } finally {
      Object.assign(WebAssembly, { Memory: real })
    }
    expect(asked).toEqual([maximumPages, maximumPages / 2, maximumPages / 4])
  })
})
