import { checkGradients, grad, jit, scan, vmap } from '@gradus/autograd'
import * as R from '@gradus/regularize'
import * as T from '@gradus/tensor'
import { DTypeError, Rng, ShapeError, Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { expectClose, float64, golden, type Numbers, toTensor } from './golden.ts'

interface Case {
  readonly amount: number
  readonly value: Numbers
  readonly gradient: Numbers
}

interface NoiseFile {
  readonly seed: number
  readonly x: Numbers
  readonly cotangent: Numbers
  readonly cases: Readonly<Record<string, Case>>
  readonly alphaLines: Readonly<Record<string, readonly [slope: number, offset: number, lowest: number]>>
  readonly dropWeights: { readonly rate: number } & Readonly<Record<string, Numbers>>
}

const file = golden('noise') as NoiseFile
const key = Rng.key(file.seed)

/** A new noise joins here, under the name of its golden values, and all checks come with it. */
const rows: Readonly<Record<string, R.Noise>> = {
  drop: R.drop,
  dropChannels: R.dropChannels,
  dropPaths: R.dropPaths,
  dropAlpha: R.dropAlpha,
  addGaussianNoise: R.addGaussianNoise,
  cutSquares: R.cutSquares,
  'cutSquares, wider than the picture': R.cutSquares,
}

type Floats = Tensor<Shape, FloatDType>

test('every golden noise has a row, and every row golden values', () => {
  expect(Object.keys(rows)).toEqual(Object.keys(file.cases))
})

describe.each(Object.entries(rows))('%s', (name, noise) => {
  const { amount, value, gradient } = file.cases[name] as Case
  const x = float64(file.x) as Floats
  const cotangent = float64(file.cotangent)
  const total = (of: Floats): Tensor<readonly [], FloatDType> =>
    T.sum(T.mul(noise(key, of, amount), cotangent)) as never
  // JAX's and our normal numbers differ by a few millionths
  const [rtol, atol] = name === 'addGaussianNoise' ? [0, 5e-6] : [1e-13, 1e-13]

  test('values equal the reference, in either element type', () => {
    const found = noise(key, x, amount)
    expect(found.dtype).toBe('float64')
    expectClose(found, value, rtol, atol)
    const single = noise(key, toTensor(file.x, 'float32') as Floats, amount)
    expect(single.dtype).toBe('float32')
    expectClose(single, value, 1e-6, name === 'addGaussianNoise' ? atol : 1e-6)
  })

  test('gradients equal the reference, and pass the check by differences', () => {
    expectClose(grad(total)(x), gradient, 1e-13, 1e-15)
    expect(checkGradients(total, x)._tag).toBe('Right')
  })

  test('compiled, key and values traced, it draws the same', () => {
    expectClose(jit((k: Rng.Key, of: Floats) => noise(k, of, amount))(key, x), value, rtol, atol)
    expectClose(jit(grad(total))(x), gradient, 1e-13, 1e-15)
  })

  test('mapped over keys it draws for each what the key draws alone', () => {
    const keys = Rng.split(key, 3)
    const all = vmap((k: Rng.Key) => noise(k, x, amount))(T.stack(keys) as never) as AnyTensor
    const alone = T.stack(keys.map((k): AnyTensor => noise(k, x, amount)))
    expect(Tree.equals(all, alone)).toBe(true)
    const draw = (n: AnyTensor, k: Rng.Key): readonly [AnyTensor, AnyTensor] => [n, noise(k, x, amount)]
    const [, looped] = scan(draw, T.tensor(0) as AnyTensor, T.stack(keys) as never)
    expect(Tree.equals(looped, alone)).toBe(true)
    expect(Tree.equals(noise(keys[0], x, amount), noise(keys[1], x, amount))).toBe(false)
  })

  test('what it is given is left as it was', () => {
    const before = T.toNested(x)
    noise(key, x, amount)
    expect(T.toNested(x)).toEqual(before)
    expect(Rng.toData(key)).toEqual([0, file.seed])
  })

  test('integers are refused', () => {
    const operation = name.split(',')[0] ?? name
    expect(() => noise(key, T.zeros([1, 1, 1, 1], { dtype: 'int32' }) as never, amount)).toThrow(
      new DTypeError(operation, 'x must be float32 or float64, got int32. Use T.cast?'),
    )
  })
})

describe('laws of noise', () => {
  const big = T.ones([200, 10, 5, 2])
  const unbiased: readonly (readonly [string, R.Noise, number, axes: number])[] = [
    ['drop', R.drop, 0.3, 4],
    ['dropChannels', R.dropChannels, 0.3, 2],
    ['dropPaths', R.dropPaths, 0.3, 1],
    ['addGaussianNoise', R.addGaussianNoise, 0.3, 4],
  ]

  test.each(unbiased)('the expectation of %s is x', (_name, noise, amount, axes) => {
    // five standard errors of as many draws as there are
    const draws = big.shape.slice(0, axes).reduce((n, d) => n * d, 1)
    const error = 5 * Math.sqrt(amount / (1 - amount) / draws)
    expect(Math.abs(T.item(T.mean(noise(Rng.key(1), big, amount))) - 1)).toBeLessThan(error)
  })

  test.each(unbiased.slice(0, 3))(
    '%s drops as many as its rate says, all of a draw or nothing',
    (_name, noise, rate, axes) => {
      const dropped = T.equal(noise(Rng.key(2), big, rate), 0)
      const draws = big.shape.slice(0, axes).reduce((n, d) => n * d, 1)
      const shares = T.toTypedArray(
        T.mean(T.cast(T.reshape(dropped, [draws, 20_000 / draws]), 'float32'), { axis: 1 }),
      )
      expect(new Set(shares)).toEqual(new Set([0, 1]))
      const share = shares.reduce((sum, s) => sum + s, 0) / draws
      expect(Math.abs(share - rate)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / draws))
    },
  )

  test.each(Object.keys(file.alphaLines).map(Number))(
    'alpha dropout’s line at rate %d is PyTorch’s',
    (rate) => {
      const [slope, offset, lowest] = file.alphaLines[String(rate)] ?? []
      const x = T.cast(T.arange(1, 2001), 'float64')
      const y = T.toTypedArray(R.dropAlpha(Rng.key(0), x, rate))
      const kept = [...y]
        .map((value, i) => [i + 1, value] as const)
        .filter(([, value]) => value !== Math.min(...y))
      expect(Math.min(...y)).toBeCloseTo(lowest ?? NaN, 12)
      kept.forEach(([at, value]) => expect(value).toBeCloseTo((slope ?? NaN) * at + (offset ?? NaN), 8))
    },
  )

  test('alpha dropout keeps mean 0 and variance 1', () => {
    const y = R.dropAlpha(Rng.key(3), Rng.normal(Rng.key(4), [100_000]), 0.2)
    expect(Math.abs(T.item(T.mean(y)))).toBeLessThan(0.02)
    expect(Math.abs(T.item(T.variance(y)) - 1)).toBeLessThan(0.03)
  })

  test('gaussian noise has its deviation', () => {
    const y = R.addGaussianNoise(Rng.key(5), T.zeros([100_000]), 0.25)
    expect(Math.abs(T.item(T.std(y)) - 0.25)).toBeLessThan(0.003)
  })

  test('a square covers size² places, or fewer where it sticks out, the same in all channels', () => {
    const y = R.cutSquares(Rng.key(6), T.ones([500, 2, 8, 8]), 3)
    const counts = T.toNested(T.sum(T.cast(T.equal(y, 0), 'float32'), { axis: [2, 3] }))
    counts.forEach(([first, second]) => {
      expect(first).toBe(second)
      expect([4, 6, 9]).toContain(first)
    })
    // (6/8)² of the centres are a place away from the border
    const whole = counts.filter(([count]) => count === 9).length / 500
    expect(Math.abs(whole - 0.5625)).toBeLessThan(5 * Math.sqrt(0.25 / 500))
  })

  test('nothing to draw gives x itself', () => {
    const x = T.ones([2, 3, 4, 5])
    ;[R.drop, R.dropChannels, R.dropPaths, R.dropAlpha, R.addGaussianNoise].forEach((noise) =>
      expect(noise(key, x, 0)).toBe(x),
    )
  })

  test('batches without an example, and axes of one place, pass', () => {
    Object.values(rows).forEach((noise) => {
      expect(noise(key, T.zeros([0, 2, 3, 3]), 0.5 + 0.5 * Number(noise === R.cutSquares)).shape).toEqual([
        0, 2, 3, 3,
      ])
      expect(noise(key, T.zeros([1, 1, 1, 1]), 0.5 + 0.5 * Number(noise === R.cutSquares)).shape).toEqual([
        1, 1, 1, 1,
      ])
    })
  })
})

describe('dropWeights', () => {
  const { rate, ...masks } = file.dropWeights
  const params = {
    bias: T.ones([3], { dtype: 'float64' }),
    kernel: T.ones([4, 3], { dtype: 'float64' }),
    recurrentKernel: T.ones([3, 3], { dtype: 'float64' }),
  }

  test('each weight draws from the key of its place, as JAX does; biases are left', () => {
    const dropped = R.dropWeights(key, params, rate)
    Tree.entries(dropped).forEach(([path, leaf]) => expectClose(leaf, masks[path] as Numbers, 0, 1e-15))
    expect(dropped.bias).toBe(params.bias)
  })

  test('compiled and mapped over keys, it draws the same', () => {
    const compiled = jit((k: Rng.Key, p: typeof params) => R.dropWeights(k, p, rate))(key, params)
    expect(Tree.equals(compiled, R.dropWeights(key, params, rate))).toBe(true)
    const keys = Rng.split(key, 2)
    const all = vmap((k: Rng.Key) => R.dropWeights(k, params, rate))(T.stack(keys) as never)
    R.unstackMembers(all).forEach((one, i) =>
      expect(Tree.equals(one, R.dropWeights(keys[i]!, params, rate))).toBe(true),
    )
  })

  test('gradients are those of the mask', () => {
    const total = (p: typeof params): Tensor<readonly [], 'float64'> =>
      Tree.reduce(
        (sum: AnyTensor, leaf): AnyTensor => T.add(sum, T.sum(leaf)),
        T.zeros([], { dtype: 'float64' }),
      )(R.dropWeights(key, p, rate)) as never
    Tree.entries(grad(total)(params)).forEach(([path, leaf]) =>
      expectClose(leaf, masks[path] as Numbers, 0, 1e-15),
    )
  })
})

describe('mistakes', () => {
  const x = T.ones([2, 3, 4, 4])

  test.each([
    ['drop', R.drop],
    ['dropChannels', R.dropChannels],
    ['dropPaths', R.dropPaths],
    ['dropAlpha', R.dropAlpha],
  ])('a rate of %s outside [0, 1)', (name, noise) => {
    ;[-0.1, 1, NaN].forEach((rate) =>
      expect(() => noise(key, x, rate)).toThrow(new ValueError(name, `rate must be in [0, 1), got ${rate}.`)),
    )
  })

  test('deviations, sizes and masks', () => {
    expect(() => R.addGaussianNoise(key, x, -1)).toThrow(
      new ValueError('addGaussianNoise', 'stddev must be zero or more, and finite, got -1.'),
    )
    expect(() => R.cutSquares(key, x, 1.5)).toThrow(
      new ValueError('cutSquares', 'size must be a whole number, 1 or more, got 1.5.'),
    )
    expect(() => R.dropWeights(key, { kernel: x }, 2)).toThrow(
      new ValueError('dropWeights', 'rate must be in [0, 1), got 2.'),
    )
    expect(() => R.dropWeights(key, { bias: x }, 0.5)).toThrow(
      new ValueError('dropWeights', 'select matches no parameter. The paths are bias.'),
    )
  })

  test('axes that are missing', () => {
    expect(() => R.dropChannels(key, T.ones([2, 3]), 0.5)).toThrow(
      new ShapeError('dropChannels', 'x must have the axes [batch,channels,...space], got [2,3].'),
    )
    expect(() => R.dropPaths(key, T.tensor(1), 0.5)).toThrow(
      new ShapeError('dropPaths', 'x must have the axes [batch,...features], got [].'),
    )
    expect(() => R.cutSquares(key, T.ones([2, 3, 4]), 2)).toThrow(
      new ShapeError('cutSquares', 'x must have the axes [batch,channels,height,width], got [2,3,4].'),
    )
  })
})
