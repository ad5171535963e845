/** The ten layers of the course: what small, large, Xavier and He weights make of a signal and of its gradient. */
import * as Init from '@gradus/init'
import * as L from '@gradus/layers'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

const x = Rng.normal(Rng.key(0), [64, 128])
const key = Rng.key(1)

const ten = (activation: L.AnyStage, init: Init.Initializer) =>
  L.pipe(L.input([128]), L.repeat(10, L.dense(128, { init }), activation)) as unknown as L.ModelLike

/** Of the layers of one kind: the standard deviation of their activations. */
const stdsOf = (report: L.ActivationReport, kind: string): readonly number[] =>
  report.layers.filter((l) => l.kind === kind).map((l) => l.activations.std)

describe('ten tanh layers', () => {
  const of = (init: Init.Initializer) => L.activationStatistics(ten(L.tanh(), init), key, x)
  test('small weights: signal and gradients vanish', () => {
    const report = of(Init.small)
    expect([report.activations, report.gradients, report.verdict]).toEqual([
      'vanishing',
      'vanishing',
      'vanishing',
    ])
  })
  test('large weights saturate', () => {
    const report = of(Init.large)
    expect(report.verdict).toBe('saturated')
    expect(report.layers.find((l) => l.kind === 'tanh')?.activations.saturated).toBeGreaterThan(0.5)
  })
  test('Xavier keeps both alive', () => {
    const report = of(Init.xavierNormal)
    expect([report.activations, report.gradients, report.verdict]).toEqual(['healthy', 'healthy', 'healthy'])
  })
  test('equal weights never part', () => {
    expect(of(Init.constant(0.01)).activations).toBe('symmetric')
    expect(of(Init.zeros).verdict).toBe('symmetric')
  })
})

describe('ten ReLU layers', () => {
  const of = (init: Init.Initializer) => L.activationStatistics(ten(L.relu(), init), key, x)
  test('He keeps the signal that Xavier halves in variance layer by layer', () => {
    const [xavier, he] = [of(Init.xavierNormal), of(Init.heNormal)]
    expect(xavier.verdict).toBe('vanishing')
    expect([he.activations, he.gradients]).toEqual(['healthy', 'healthy'])
    // The same draws, √2 apart: the ratio of variances is exact, whatever the width.
    const lost = stdsOf(he, 'relu').map((std, i) => (std / (stdsOf(xavier, 'relu')[i] ?? 0)) ** 2)
    lost.forEach((ratio, i) => expect(ratio / 2 ** (i + 1)).toBeCloseTo(1, 3))
  })
  test('large weights explode', () => {
    expect(of(Init.large).verdict).toBe('exploding')
  })
})

test('gradients are those by the layers’ outputs, of the loss that is given', () => {
  const model = L.pipe(L.input([2]), L.residual(L.dense(2, { init: Init.identity })))
  const { layers } = L.activationStatistics(model, key, T.tensor([[1, 2]]), {
    loss: (y) => T.sum(T.mul(y, 3) as T.Tensor) as T.Tensor<readonly []>,
    bins: 4,
  })
  expect(layers.map((l) => [l.path, l.kind, l.activations.mean, l.gradients.mean])).toEqual([
    ['residual_0.dense_0', 'dense', 1.5, 3],
    ['residual_0', 'residual', 3, 3],
  ])
  expect(layers[0]?.activations.histogram.counts).toHaveLength(4)
})

test('a model without layers is refused', () => {
  expect(() => L.activationStatistics(L.input([2]), key, T.tensor([[1, 2]]))).toThrow(
    'signalStatistics: there must be one layer or more, got none.',
  )
})
