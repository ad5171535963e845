/** The course's experiment: ten layers before any training, of tanh and of ReLU, by four initialisers. */
import { grad } from '@gradus/autograd'
import * as Init from '@gradus/init'
import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

const width = 200
const [inputKey, ...keys] = Rng.split(Rng.key(1), 11)
const x: AnyTensor = Rng.normal(inputKey, [100, width])

const activations = {
  tanh: (z: AnyTensor): AnyTensor => T.tanh(z),
  relu: (z: AnyTensor): AnyTensor => T.relu(z),
}

type Layer = (x: AnyTensor) => AnyTensor

const tenLayers = (activation: keyof typeof activations, init: Init.Initializer): readonly Layer[] =>
  keys.map((key) => (input) => activations[activation](T.matmul(input, init(key, [width, width]))))

const reportOf = (activation: keyof typeof activations, init: Init.Initializer): Init.SignalReport =>
  Init.activationStatistics(tenLayers(activation, init), x, { activation })

const stds = ({ layers }: Init.SignalReport): readonly number[] => layers.map(({ std }) => std)

describe('tanh', () => {
  test('small numbers fade out', () => {
    const report = reportOf('tanh', Init.small)
    expect(report.verdict).toBe('vanishing')
    // Each layer multiplies by 0.01 · √200.
    const [first = 0, second = 0] = stds(report)
    expect(second / first).toBeCloseTo(0.01 * Math.sqrt(width), 2)
    expect(stds(report).at(-1)).toBeLessThan(1e-7)
  })

  test('large numbers saturate', () => {
    const report = reportOf('tanh', Init.large)
    expect(report.verdict).toBe('saturated')
    expect(report.layers.every(({ saturated }) => saturated > 0.8)).toBe(true)
    // Both ends of the histogram hold what there is.
    const { counts } = report.layers[9]?.histogram ?? { counts: [] }
    const ends = (counts[0] ?? 0) + (counts.at(-1) ?? 0)
    expect(ends / (100 * width)).toBeGreaterThan(0.8)
  })

  test('Xavier keeps them alive', () => {
    const report = reportOf('tanh', Init.xavierNormal)
    expect(report.verdict).toBe('healthy')
    expect(stds(report).every((std) => std > 0.2 && std < 0.7)).toBe(true)
  })

  test('He, a little larger, does too', () => {
    expect(reportOf('tanh', Init.heNormal).verdict).toBe('healthy')
  })
})

describe('ReLU', () => {
  test('small numbers fade out', () => {
    expect(reportOf('relu', Init.small).verdict).toBe('vanishing')
  })

  test('large numbers explode', () => {
    const report = reportOf('relu', Init.large)
    expect(report.verdict).toBe('exploding')
    expect(stds(report).at(-1)).toBeGreaterThan(1e9)
  })

  test('Xavier halves the mean square in each layer', () => {
    const report = reportOf('relu', Init.xavierNormal)
    expect(report.verdict).toBe('vanishing')
    const squares = report.layers.map(({ mean, std }) => mean * mean + std * std)
    expect(Math.log2((squares[0] ?? 0) / (squares[9] ?? 0)) / 9).toBeCloseTo(1, 0)
  })

  test('He keeps it', () => {
    const report = reportOf('relu', Init.heNormal)
    expect(report.verdict).toBe('healthy')
    const squares = report.layers.map(({ mean, std }) => mean * mean + std * std)
    squares.forEach((square) => expect(Math.abs(Math.log2(square))).toBeLessThan(1))
    report.layers.forEach(({ zeros }) => expect(Math.abs(zeros - 0.5)).toBeLessThan(0.1))
  })
})

test.each(['tanh', 'relu'] as const)('%s: constant kernels make all units one', (activation) => {
  expect(reportOf(activation, Init.zeros).verdict).toBe('symmetric')
  expect(reportOf(activation, Init.constant(0.01)).verdict).toBe('symmetric')
})

test('mean, standard deviation, shares and histogram are those of the values', () => {
  const { layers } = Init.signalStatistics([T.tensor([[0, 1, 0, -1]])], { activation: 'tanh', bins: 2 })
  expect(layers).toEqual([
    {
      mean: 0,
      std: Math.sqrt(0.5),
      zeros: 0.5,
      saturated: 0.5,
      symmetric: false,
      histogram: { counts: [1, 3], edges: [-1, 0, 1] },
    },
  ])
})

test('a signal that has overflowed has exploded, and no histogram', () => {
  const { verdict, layers } = Init.signalStatistics([T.tensor([[1, 2]]), T.tensor([[Infinity, 1]])])
  expect(verdict).toBe('exploding')
  expect(layers[1]?.histogram).toEqual({ counts: [], edges: [] })
})

describe('gradients, from the output back', () => {
  /** The gradients of a loss by what is added to each layer's activations. */
  const gradientsOf = (
    activation: keyof typeof activations,
    init: Init.Initializer,
  ): readonly AnyTensor[] => {
    const layers = tenLayers(activation, init)
    const nothing = layers.map((): Tensor => T.zeros([100, width]))
    const loss = (added: readonly Tensor[]): Tensor<readonly []> => {
      const end = layers.reduce((input, layer, i) => T.add(layer(input), added[i] ?? 0), x)
      return T.sum(T.mul(end, Rng.normal(Rng.key(9), [100, width]) as AnyTensor)) as Tensor<readonly []>
    }
    return grad(loss)(nothing).toReversed()
  }

  test.each([
    ['tanh', 'small', Init.small, 'vanishing'],
    ['tanh', 'Xavier', Init.xavierNormal, 'healthy'],
    ['relu', 'small', Init.small, 'vanishing'],
    ['relu', 'large', Init.large, 'exploding'],
    ['relu', 'Xavier', Init.xavierNormal, 'vanishing'],
    ['relu', 'He', Init.heNormal, 'healthy'],
  ] as const)('%s, %s', (activation, _name, init, verdict) => {
    expect(Init.signalStatistics(gradientsOf(activation, init)).verdict).toBe(verdict)
  })
})
