import type { Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { expect, test } from 'vitest'
import type { Work } from '../peers/work.mjs'
import { runOf, start } from '../src/speed/gradus.ts'

const trained: readonly Work[] = [
  { kind: 'mlp', sizes: [8, 16, 10], batch: 10 },
  { kind: 'cnn', batch: 10 },
  { kind: 'normCnn', batch: 10, filters: [4, 4, 8] },
  { kind: 'lstm', units: 8, steps: 4, batch: 10, features: 6, classes: 10 },
]

test.each(trained)('training steps of $kind lower the loss', (work) => {
  start({ threads: 1, assets: '' })
  const step = runOf(work)!
  const losses = Array.from({ length: 12 }, () => T.item(step() as Tensor<readonly []>))
  expect(losses[0]).toBeCloseTo(Math.log(10), 0)
  expect(losses.at(-1)).toBeLessThan(losses[0]!)
})

test('single functions answer what was asked for', () => {
  start({ threads: 1, assets: '' })
  const softmax = runOf({ kind: 'softmax', rows: 3, columns: 4 })!() as Tensor<readonly [3, 4]>
  expect(T.toNested(T.sum(softmax, { axis: 1 }))).toEqual([1, 1, 1].map((x) => expect.closeTo(x, 6)))
  const normed = runOf({ kind: 'layerNorm', rows: 3, columns: 4 })!() as Tensor<readonly [3, 4]>
  expect(normed.shape).toEqual([3, 4])
  const product = runOf({ kind: 'product', n: 2 })!() as Tensor<readonly [2, 2]>
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => Math.sin(i * 12.9898)) as [number, number, number, number]
  const wanted = [a * a + b * c, a * b + b * d, c * a + d * c, c * b + d * d]
  expect(T.toNested(product).flat()).toEqual(wanted.map((x) => expect.closeTo(x, 6)))
})
