import * as Init from '@gradus/init'
import * as T from '@gradus/tensor'
import { Rng, ShapeError, ValueError } from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

describe('gain', () => {
  test('the values are those of torch.nn.init.calculate_gain', () => {
    expect(Init.gain('identity')).toBe(1)
    expect(Init.gain('sigmoid')).toBe(1)
    expect(Init.gain('tanh')).toBe(5 / 3)
    expect(Init.gain('relu')).toBe(Math.sqrt(2))
    expect(Init.gain('selu')).toBe(3 / 4)
    expect(Init.gain('leakyRelu')).toBe(Math.sqrt(2 / (1 + 0.01 ** 2)))
    expect(Init.gain('leakyRelu', { slope: 0.2 })).toBe(Math.sqrt(2 / (1 + 0.2 ** 2)))
  })

  test('a name that is not known is answered with those that are', () => {
    expect(() => Init.gain('rellu' as Init.Activation)).toThrow(
      new ValueError(
        'gain',
        'no activation is called rellu. Known are identity, sigmoid, tanh, relu, leakyRelu, selu.',
      ),
    )
  })
})

describe('fans', () => {
  test('of dense and of convolution kernels', () => {
    expect(Init.fans([784, 100])).toEqual({ fanIn: 784, fanOut: 100 })
    expect(Init.fans([32, 16, 5])).toEqual({ fanIn: 80, fanOut: 160 })
    expect(Init.fans([32, 16, 3, 3])).toEqual({ fanIn: 144, fanOut: 288 })
  })
})

describe('mistakes', () => {
  const hint = 'For biases use zeros or constant.'

  test.each([
    ['heNormal', Init.heNormal],
    ['heUniform', Init.heUniform],
    ['glorotNormal', Init.glorotNormal],
    ['glorotUniform', Init.glorotUniform],
    ['lecunNormal', Init.lecunNormal],
    ['lecunUniform', Init.lecunUniform],
    [
      'varianceScaling',
      Init.varianceScaling({ scale: 1, mode: 'fanIn', distribution: 'uniform' }) as Init.Initializer,
    ],
  ])('%s names itself when a shape has no fans', (name, init) => {
    expect(() => init(Rng.key(0), [3])).toThrow(
      new ShapeError(name, `fans need a kernel of rank 2 or more, got shape [3]. ${hint}`),
    )
    expect(() => init(Rng.key(0), [])).toThrow(
      new ShapeError(name, `fans need a kernel of rank 2 or more, got shape []. ${hint}`),
    )
  })

  test('fans of a vector', () => {
    expect(() => Init.fans([3])).toThrow(
      new ShapeError('fans', `fans need a kernel of rank 2 or more, got shape [3]. ${hint}`),
    )
  })

  test.each([
    ['normal', 'stddev', () => Init.normal(-1), -1],
    ['truncatedNormal', 'stddev', () => Init.truncatedNormal(0), 0],
    ['uniform', 'scale', () => Init.uniform(Infinity), Infinity],
    [
      'varianceScaling',
      'scale',
      () => Init.varianceScaling({ scale: NaN, mode: 'fanIn', distribution: 'normal' }),
      NaN,
    ],
  ])('%s refuses a size that is not positive and finite', (name, option, mistake, value) => {
    expect(mistake).toThrow(new ValueError(name, `${option} must be positive and finite, got ${value}.`))
  })

  test('varianceScaling names the modes and the distributions that there are', () => {
    const options = { scale: 1, mode: 'fanin', distribution: 'normal' } as unknown
    expect(() => Init.varianceScaling(options as Init.VarianceScalingOptions)).toThrow(
      new ValueError('varianceScaling', 'mode must be one of fanIn, fanOut, fanAverage, got fanin.'),
    )
    const other = { scale: 1, mode: 'fanIn', distribution: 'gaussian' } as unknown
    expect(() => Init.varianceScaling(other as Init.VarianceScalingOptions)).toThrow(
      new ValueError(
        'varianceScaling',
        'distribution must be one of truncatedNormal, normal, uniform, got gaussian.',
      ),
    )
  })
})

describe('ten layers', () => {
  const layer =
    (gainOf: number) =>
    (x: Tensor, key: Rng.Key): Tensor =>
      T.relu(T.matmul(x, T.mul(Init.lecunNormal(key, [256, 256]), gainOf) as Tensor) as Tensor) as Tensor

  const spread = (gainOf: number): number => {
    const [inputKey, ...keys] = Rng.split(Rng.key(1), 11)
    const input: Tensor = Rng.normal(inputKey, [64, 256])
    return T.item(T.sqrt(T.mean(T.square(keys.reduce(layer(gainOf), input)) as Tensor) as Tensor))
  }

  test('He keeps ReLU layers alive where LeCun, without its gain, halves them each time', () => {
    expect(spread(Init.gain('relu'))).toBeGreaterThan(0.5)
    expect(spread(Init.gain('relu'))).toBeLessThan(2)
    expect(spread(1)).toBeLessThan(0.05)
  })
})
