import { describe, expect, test } from 'vitest'
import type { DType } from '../../src/index.ts'
import { nativeKernel } from '../../src/wasm/native/index.ts'
import { natively, runKernel, scrambled, tensorOf } from '../harness/natively.ts'

const all: readonly DType[] = ['float32', 'float64', 'int32', 'uint8', 'bool']
const numbers = (dtype: DType, shape: readonly number[]) =>
  tensorOf(dtype, shape, (i) =>
    dtype === 'bool'
      ? scrambled(i) % 2
      : dtype === 'uint8'
        ? scrambled(i) % 256
        : (scrambled(i) % 2000) / 7 - 100,
  )
const indices = (shape: readonly number[], length: number) =>
  tensorOf('int32', shape, (i) => scrambled(i + 5) % length)
const to = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i + 1)

describe('take', () => {
  test.each(all)('rows of 1 to 40 elements of %s, and of many', (dtype) => {
    for (const block of [...to(40), 64, 100, 257]) {
      const { found, wanted } = natively('take', [numbers(dtype, [2, 7, block]), indices([3, 5], 7)], {
        axis: 1,
      })
      expect(found).toEqual(wanted)
    }
  })
  test('1 to 40 of 1 to 40 elements, along the first axis and the last', () => {
    for (const n of to(40)) {
      const first = natively('take', [numbers('float32', [n, 3]), indices([41 - n], n)], { axis: 0 })
      expect(first.found).toEqual(first.wanted)
      const last = natively('take', [numbers('float32', [3, n]), indices([41 - n], n)], { axis: 1 })
      expect(last.found).toEqual(last.wanted)
    }
  })
  test('one element', () => {
    const { found, wanted } = natively('take', [numbers('float64', [9]), indices([], 9)], { axis: 0 })
    expect(found).toEqual(wanted)
  })
})

describe('scatterSum', () => {
  test.each(['float32', 'float64', 'int32'] as const)(
    'rows of 1 to 40 elements of %s, and of many',
    (dtype) => {
      for (const block of [...to(40), 64, 100, 257]) {
        const operands = [numbers(dtype, [2, 3, 5, block]), indices([3, 5], 7)]
        const { found, wanted } = natively('scatterSum', operands, { axis: 1, size: 7 })
        expect(found).toEqual(wanted)
      }
    },
  )
  test('1 to 40 into 1 to 40, along the first axis and the last', () => {
    for (const n of to(40)) {
      const first = natively('scatterSum', [numbers('float32', [41 - n, 3]), indices([41 - n], n)], {
        axis: 0,
        size: n,
      })
      expect(first.found).toEqual(first.wanted)
      const last = natively('scatterSum', [numbers('float32', [3, 41 - n]), indices([41 - n], n)], {
        axis: 1,
        size: n,
      })
      expect(last.found).toEqual(last.wanted)
    }
  })
  test('bytes stay with the reference', () => {
    const [x, places] = [numbers('uint8', [4]), indices([4], 3)]
    const results = [{ shape: [3], dtype: 'uint8' as const }]
    expect(
      nativeKernel({ name: 'scatterSum', params: { axis: 0, size: 3 }, results }, [x, places]),
    ).toBeUndefined()
  })
})

test('lastWriter: 1 to 40 positions name 1 to 40 places', () => {
  for (const n of to(40)) {
    const { found, wanted } = natively('lastWriter', [indices([41 - n], n)], { size: n })
    expect(found).toEqual(wanted)
  }
})

describe('indices beyond the axis are found, and nothing beside the result is touched', () => {
  const at = { shape: [1], dtype: 'int32' } as const
  test.each(to(40))('%i indices', (n) => {
    const wrong = [-1, 7, 2 ** 31 - 1, -(2 ** 31)]
    const first = scrambled(n) % n
    const places = tensorOf('int32', [n], (i) =>
      i === first ? wrong[n % 4]! : i > first ? scrambled(i) % 9 : scrambled(i) % 7,
    )
    const x = numbers('float32', [7, 3])
    const rows = numbers('float32', [n, 3])
    const cases = [
      { name: 'take', params: { axis: 0 }, operands: [x, places], shape: [n, 3], dtype: 'float32' },
      {
        name: 'scatterSum',
        params: { axis: 0, size: 7 },
        operands: [rows, places],
        shape: [7, 3],
        dtype: 'float32',
      },
      { name: 'lastWriter', params: { size: 7 }, operands: [places], shape: [7], dtype: 'int32' },
    ] as const
    for (const { name, params, operands, shape, dtype } of cases) {
      const { kernel, check } = nativeKernel({ name, params, results: [{ shape, dtype }] }, operands)!
      expect(runKernel(check!, operands, at)[0]).toBe(first)
      runKernel(kernel, operands, { shape, dtype })
    }
  })
})
