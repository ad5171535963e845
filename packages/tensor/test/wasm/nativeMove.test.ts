import { describe, expect, test } from 'vitest'
import type { DType } from '../../src/DType.ts'
import type { Primitives } from '../../src/Primitive.ts'
import { evaluate } from '../../src/kernels/evaluate.ts'
import { Concrete } from '../../src/Tensor.ts'
import { natively, scrambled, tensorOf } from '../harness/natively.ts'

const numbers = (dtype: DType, shape: readonly number[]) =>
  tensorOf(dtype, shape, (i) => (dtype === 'bool' ? scrambled(i) % 2 : scrambled(i) % 256))

type Movement = 'broadcast' | 'flip' | 'patches' | 'permute' | 'reshape' | 'slice' | 'stopGradient'

const holds = <N extends Movement>(
  name: N,
  dtype: DType,
  shape: readonly number[],
  params: Primitives[N],
): void => {
  const { found, wanted } = natively(name, [numbers(dtype, shape)], params)
  expect(found, `${shape.join()} ${JSON.stringify(params)}`).toEqual(wanted)
}

const to = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i + 1)

describe.each(['float64', 'uint8', 'bool', 'float32'] as const)('%s', (dtype) => {
  test('broadcast', () => {
    for (const n of [...to(40), 4097]) {
      holds('broadcast', dtype, [1], { shape: [n] })
      holds('broadcast', dtype, [], { shape: [n] })
      holds('broadcast', dtype, [n], { shape: [3, n] })
      holds('broadcast', dtype, [n, 1], { shape: [n, 5] })
      holds('broadcast', dtype, [2, 1, n], { shape: [2, 3, n] })
    }
  })
  test('the same elements', () => {
    for (const n of [...to(40), 5000]) {
      holds('reshape', dtype, [2, n], { shape: [n, 2, 1] })
      holds('stopGradient', dtype, [n], {})
    }
  })
  test('permute', () => {
    for (const n of to(40)) {
      holds('permute', dtype, [n, 41 - n], { axes: [1, 0] })
      holds('permute', dtype, [2, n, 3], { axes: [0, 2, 1] })
      holds('permute', dtype, [3, 2, n], { axes: [1, 0, 2] })
    }
  })
  test('slice', () => {
    for (const n of to(40)) {
      holds('slice', dtype, [n + 3], { starts: [2], sizes: [n] })
      holds('slice', dtype, [4, n + 3], { starts: [1, 3], sizes: [2, n] })
      holds('slice', dtype, [n + 3, 4], { starts: [1, 0], sizes: [n, 4] })
    }
  })
  test('flip', () => {
    for (const n of to(40)) {
      holds('flip', dtype, [n], { axes: [0] })
      holds('flip', dtype, [n, 3], { axes: [0] })
      holds('flip', dtype, [3, n], { axes: [0, 1] })
    }
  })
  test('patches', () => {
    for (const n of to(20))
      holds('patches', dtype, [2, n + 4, 9], {
        window: [3, 2],
        counts: [Math.floor((n + 1) / 2) || 1, 4],
        strides: [2, 2],
        dilation: [1, 1],
      })
  })
  test('pad, and cut off where a margin is negative', () => {
    for (const n of to(40))
      for (const [low, high] of [
        [2, 3],
        [0, 1],
        [-1, 2],
        [3, -1],
        [-2, -1],
      ] as const) {
        const shape = [n + 3, 2, n + 4]
        const x = numbers(dtype, shape)
        const margins = { low: [low, 1, low], high: [high, 0, high] }
        const cut = (m: number): number => Math.max(0, -m)
        const starts = margins.low.map(cut)
        const sizes = shape.map((d, i) => d - starts[i]! - cut(margins.high[i]!))
        const [inner] = evaluate('slice', [x], { starts, sizes })
        const outer = { low: margins.low.map((m) => m + cut(m)), high: margins.high.map((m) => m + cut(m)) }
        const { found, wanted } = natively('pad', [x], margins)
        const [padded] = evaluate('pad', [inner!], outer)
        expect(wanted, `${n} ${JSON.stringify(margins)}`).toEqual(Concrete.values(padded!))
        expect(found, `${n} ${JSON.stringify(margins)}`).toEqual(wanted)
      }
  })

  test('concat', () => {
    for (const n of to(40))
      for (const axis of [0, 1, 2]) {
        const shapes = [n, 3, 41 - n].map((d) => [2, 3, 4].map((s, i) => (i === axis ? d : s)))
        const { found, wanted } = natively(
          'concat',
          shapes.map((s) => numbers(dtype, s)),
          { axis },
        )
        expect(found).toEqual(wanted)
      }
  })
})
