import { checkGradients, jit, vmap } from '@gradus/autograd'
import * as R from '@gradus/regularize'
import * as T from '@gradus/tensor'
import { DTypeError, Rng, ShapeError, Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { expectClose } from './golden.ts'

const batch = 5
const shape = [batch, 2, 6, 8] as const

/** Pictures of one value each, the number of the example: what is mixed into one shows in its values. */
const flat = T.broadcastTo(T.reshape(T.arange(batch), [batch, 1, 1, 1]), shape)
const numbers = T.cast(flat, 'float64')
const labels = T.eye(batch, { dtype: 'float64' })
const alpha = { alpha: 1 }

/** Which example each is mixed with, and how much of it is left, from what became of one-hot targets. */
const read = (y: AnyTensor): { readonly partners: readonly number[]; readonly share: number } => {
  const rows = T.toNested(y as Tensor<readonly [5, 5]>)
  const partners = rows.map((row, i) => {
    const other = row.findIndex((p, j) => j !== i && p > 0)
    return other < 0 ? i : other
  })
  const mixed = rows.find((_, i) => partners[i] !== i)?.findIndex((_, i) => partners[i] !== i)
  const share = Math.min(...rows.map((row, i) => row[i] ?? NaN))
  return { partners, share: mixed === undefined ? 1 : share }
}

describe.each([
  ['mixup', R.mixup],
  ['cutmix', R.cutmix],
] as const)('%s', (name, mix) => {
  const keys = Array.from({ length: 40 }, (_, seed) => Rng.key(seed))

  test('each example has one partner, by a permutation, and the share is one for the batch', () => {
    keys.forEach((key) => {
      const { y } = mix(key, numbers, labels, alpha)
      const { partners, share } = read(y)
      const whole = share === 1 || share === 0
      if (!whole) expect(new Set(partners).size).toBe(batch)
      const expected = partners.map((partner, i) =>
        Array.from({ length: batch }, (_, j) => (j === i ? share : 0) + (j === partner ? 1 - share : 0)),
      )
      if (!whole) expectClose(y, expected, 1e-6, 1e-7)
    })
  })

  test('examples are mixed by the share that their targets are', () => {
    keys.forEach((key) => {
      const { x, y } = mix(key, numbers, labels, alpha)
      const means = T.mean(x, { axis: [1, 2, 3] })
      const expected = T.matmul(y, T.cast(T.arange(batch), 'float64'))
      expectClose(means, T.toNested(expected), 1e-6, 1e-6)
    })
  })

  test('rows of targets that sum to 1 still do; types, shapes and what was given are kept', () => {
    const before = [T.toNested(numbers), T.toNested(labels)]
    const { x, y } = mix(Rng.key(1), numbers, T.eye(batch), alpha)
    expect([x.shape, x.dtype, y.shape, y.dtype]).toEqual([shape, 'float64', [5, 5], 'float32'])
    T.toNested(T.sum(y, { axis: 1 })).forEach((sum) => expect(sum).toBeCloseTo(1, 6))
    expect([T.toNested(numbers), T.toNested(labels)]).toEqual(before)
  })

  test('the same key mixes the same, another otherwise', () => {
    const [a, b, c] = [1, 1, 3].map((seed) => mix(Rng.key(seed), numbers, labels, alpha))
    expect(Tree.equals(a, b)).toBe(true)
    expect(Tree.equals(a, c)).toBe(false)
  })

  test('compiled, it gives the same; mapped over keys, what each gives alone', () => {
    const mixed = (key: Rng.Key): { readonly x: AnyTensor; readonly y: AnyTensor } =>
      mix(key, numbers, labels, alpha)
    const alone = mixed(Rng.key(3))
    const compiled = jit(mixed)(Rng.key(3))
    expectClose(compiled.x, T.toNested(alone.x) as never, 1e-12, 1e-12)
    expectClose(compiled.y, T.toNested(alone.y) as never, 1e-12, 1e-12)
    const all = vmap(mixed)(T.stack([Rng.key(3), Rng.key(1)]) as never)
    const [first] = R.unstackMembers(all)
    expectClose(first?.x as AnyTensor, T.toNested(alone.x) as never, 1e-12, 1e-12)
  })

  test('gradients with respect to examples and targets pass the check by differences', () => {
    const total = (p: { readonly x: Tensor<Shape, FloatDType>; readonly y: Tensor<Shape, FloatDType> }) => {
      const { x, y } = mix(Rng.key(3), p.x, p.y, alpha)
      return T.add(T.sum(T.square(x)), T.sum(T.square(y))) as unknown as Tensor<readonly [], FloatDType>
    }
    expect(checkGradients(total, { x: numbers, y: labels } as never)._tag).toBe('Right')
  })

  test('mistakes', () => {
    expect(() => mix(Rng.key(0), numbers, labels, { alpha: 0 })).toThrow(
      new ValueError(name, 'alpha must be positive and finite, got 0.'),
    )
    expect(() => mix(Rng.key(0), T.cast(numbers, 'uint8') as never, labels, alpha)).toThrow(
      new DTypeError(name, 'x must be float32 or float64, got uint8. Use T.cast?'),
    )
    expect(() => mix(Rng.key(0), numbers, T.zeros([5], { dtype: 'int32' }) as never, alpha)).toThrow(
      new DTypeError(
        name,
        'y must be float32 or float64, got int32. Labels cannot be mixed; T.oneHot(y, classes) can.',
      ),
    )
    expect(() => mix(Rng.key(0), numbers, T.zeros([4, 5]), alpha)).toThrow(
      new ShapeError(name, 'x and y must have as many examples, got [5,2,6,8] and [4,5].'),
    )
    expect(() => mix(Rng.key(0), numbers, T.tensor(1), alpha)).toThrow(
      new ShapeError(name, 'y must have the axes [batch,...], got [].'),
    )
  })
})

test('mixup mixes every value with the same place of the partner', () => {
  const x = Rng.normal(Rng.key(9), [batch, 3])
  const mixed = R.mixup(Rng.key(3), x, T.eye(batch), alpha)
  expectClose(mixed.x, T.toNested(T.matmul(mixed.y, x)), 1e-5, 1e-6)
})

test('the share of mixup is of Beta(alpha, alpha): mean 1/2, variance 1 / (4 (2 alpha + 1))', () => {
  const shareOf = (key: Rng.Key): AnyTensor =>
    T.max(R.mixup(key, T.zeros([2, 1]), T.eye(2), { alpha: 0.4 }).y)
  const draws: number = 4000
  const keys: AnyTensor = T.stack(Rng.split(Rng.key(0), draws))
  const shares = vmap(shareOf)(keys as never) as AnyTensor
  // the larger of λ and 1 - λ, where the partner is not the example itself
  const larger = [...T.toTypedArray(shares)].filter((share) => share < 1)
  const second = larger.reduce((sum, s) => sum + (s - 0.5) ** 2, 0) / larger.length
  expect(Math.abs(second - 1 / (4 * 1.8))).toBeLessThan(0.008)
  expect(larger.length / draws).toBeGreaterThan(0.4)
})

test('cutmix takes a box: rows times columns, in all channels', () => {
  Array.from({ length: 20 }, (_, seed) => {
    const { x } = R.cutmix(Rng.key(seed), numbers, labels, alpha)
    const changed = T.notEqual(x, numbers)
    const rows = T.any(changed, { axis: 3, keepDims: true })
    const columns = T.any(changed, { axis: 2, keepDims: true })
    expect(Tree.equals(T.logicalAnd(rows, columns), changed)).toBe(true)
    const one = T.slice(changed, [0, 0, 0, 0], [batch, 1, 6, 8])
    expect(Tree.equals(T.broadcastTo(one, shape), changed)).toBe(true)
    return seed
  })
})

test('cutmix is of pictures', () => {
  expect(() => R.cutmix(Rng.key(0), T.ones([2, 3]), T.eye(2), alpha)).toThrow(
    new ShapeError('cutmix', 'x must have the axes [batch,channels,height,width], got [2,3].'),
  )
})
