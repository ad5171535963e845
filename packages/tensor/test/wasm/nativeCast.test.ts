import { describe, expect, test } from 'vitest'
import type { DType } from '../../src/DType.ts'
import { nativeKernel } from '../../src/wasm/native/index.ts'
import { natively, runKernel, scrambled, tensorOf } from '../harness/natively.ts'

const ends = [0, -0, Infinity, -Infinity, NaN, 0.5, -0.5, 1.5, 2.5, -2.5, 1e300, -1e-300, 2 ** 31, 5e-324]
const sizes = [...Array(41).keys()].slice(1).concat(4095, 4096, 4097, 10001)

const all: readonly DType[] = ['float32', 'float64', 'int32', 'uint8', 'bool']
const pairs = all.flatMap((from) => all.map((to) => [from, to] as const))

describe('casts', () => {
  test.each(pairs)('%s to %s', (from, to) => {
    const small = to === 'uint8' || from === 'uint8'
    for (const n of sizes) {
      const x = tensorOf(from, [n], (i) =>
        small ? (scrambled(i) % 2000) / 8 : (scrambled(i) - 2 ** 31) / 16,
      )
      const { found, wanted } = natively('cast', [x], { dtype: to })
      expect(found).toEqual(wanted)
    }
  })

  test.each(['float32', 'float64'] as const)('%s with all its ends, where nothing is refused', (from) => {
    for (const to of ['float32', 'float64', 'bool'] as const) {
      const { found, wanted } = natively('cast', [tensorOf(from, [ends.length], (i) => ends[i]!)], {
        dtype: to,
      })
      expect(found).toEqual(wanted)
    }
  })

  test.each([
    [
      'float32',
      'int32',
      [NaN, Infinity, -Infinity, 2 ** 31, -(2 ** 31) - 256],
      [2147483520, -(2 ** 31), -0.9],
    ],
    ['float64', 'int32', [NaN, 2 ** 31, -(2 ** 31) - 1], [2 ** 31 - 1, 2 ** 31 - 0.5, -(2 ** 31) - 0.5]],
    ['float32', 'uint8', [NaN, 256, -1], [255.9, -0.9, 0]],
    ['float64', 'uint8', [NaN, 256, -1, Infinity], [255.9, -0.9, 0]],
    ['int32', 'uint8', [256, -1, 2 ** 31 - 1], [255, 0]],
  ] as const)('%s beyond %s is found', (from, to, beyond, inside) => {
    const check = (values: readonly number[]) => {
      const x = tensorOf(from, [values.length], (i) => values[i]!)
      const results = [{ shape: x.shape, dtype: to }]
      const native = nativeKernel({ name: 'cast', params: { dtype: to }, results }, [x])!
      runKernel(native.kernel, [x], results[0]!)
      return runKernel(native.check!, [x], { shape: [1], dtype: 'int32' })[0]
    }
    expect(check(inside)).toBe(-1)
    beyond.forEach((v) => expect(check([1, 2, 3, v, 4, v])).toBe(3))
  })
})
