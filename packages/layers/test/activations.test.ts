/** Activations against PyTorch in double precision; tools/golden/layers_activations.py makes the values. */
import * as L from '@gradus/layers'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { conform } from './harness/conform.ts'
import { refused, said } from './harness/said.ts'

const activations = {
  identity: L.identity(),
  relu: L.relu(),
  relu6: L.relu6(),
  leakyRelu: L.leakyRelu(),
  'leakyRelu, slope 0.3': L.leakyRelu({ negativeSlope: 0.3 }),
  elu: L.elu(),
  'elu, alpha 0.7': L.elu({ alpha: 0.7 }),
  selu: L.selu(),
  celu: L.celu(),
  'celu, alpha 0.7': L.celu({ alpha: 0.7 }),
  gelu: L.gelu(),
  'gelu, approximate': L.gelu({ approximate: true }),
  silu: L.silu(),
  mish: L.mish(),
  softplus: L.softplus(),
  softsign: L.softsign(),
  hardSigmoid: L.hardSigmoid(),
  hardSwish: L.hardSwish(),
  sigmoid: L.sigmoid(),
  logSigmoid: L.logSigmoid(),
  tanh: L.tanh(),
  step: L.step(),
  softmax: L.softmax(),
  logSoftmax: L.logSoftmax(),
} as const

conform(
  'elementwise',
  Object.fromEntries(Object.entries(activations).map(([name, stage]) => [name, { stage }])),
)

// At corners a slope is a convention; far out, a formula could overflow.
conform(
  'elementwise_corners',
  Object.fromEntries(
    Object.entries(activations).map(([name, stage]) => [name, { stage, differences: false }]),
  ),
)

conform('activations_learned', {
  prelu: { stage: L.prelu() },
  'prelu, images': { stage: L.prelu() },
  'prelu, shared': { stage: L.prelu({ shared: true }) },
  maxout: { stage: L.maxout(3) },
  'maxout, 3 pieces, no bias': { stage: L.maxout(2, { pieces: 3, bias: false }) },
  glu: { stage: L.glu() },
  'glu, channels': { stage: L.glu({ axis: 0 }) },
  swiGlu: { stage: L.swiGlu() },
})

const image = L.input([6, 5, 4])

describe('refuses, in the words of the types', () => {
  test.each([
    [L.prelu(), L.input([]), 'ShapeError: prelu: expects at least one feature axis, this model gives []. Use { shared: true }.'],
    [L.maxout(3), image, 'ShapeError: maxout: expects one feature axis [n], this model gives [6,5,4]. Put L.flatten() before it.'],
    [L.glu({ axis: 1 }), image, 'ShapeError: glu: expects an even number of features along axis 1, this model gives [6,5,4]. One half is gated by the other.'],
    [L.swiGlu({ axis: 3 }), image, 'ShapeError: swiGlu: expects features along axis 3, this model gives [6,5,4]. One half is gated by the other.'],
    [L.glu({ axis: -4 }), image, 'ShapeError: glu: expects features along axis -4, this model gives [6,5,4]. One half is gated by the other.'],
  ])('%# %o', (stage, model, text) => {
    expect(refused(stage, model)).toBe(text)
  }) // prettier-ignore
})

describe('refuses options that are not possible', () => {
  test.each([
    [() => L.leakyRelu({ negativeSlope: Number.NaN }), 'ValueError: leakyRelu: negativeSlope must be finite, got NaN.'],
    [() => L.elu({ alpha: Infinity }), 'ValueError: elu: alpha must be finite, got Infinity.'],
    [() => L.celu({ alpha: 0 }), 'ValueError: celu: alpha must be positive and finite, got 0.'],
    [() => L.prelu({ negativeSlope: Infinity }), 'ValueError: prelu: negativeSlope must be finite, got Infinity.'],
    [() => L.maxout(0), 'ValueError: maxout: units must be a positive integer, got 0.'],
    [() => L.maxout(2, { pieces: 1.5 }), 'ValueError: maxout: pieces must be a positive integer, got 1.5.'],
    [() => L.glu({ axis: 0.5 }), 'ValueError: glu: axis must be an integer, got 0.5.'],
  ])('%#', (mistake, text) => {
    expect(said(mistake)).toBe(text)
  }) // prettier-ignore
})

test('prelu begins with a quarter, or as said', () => {
  const model = L.pipe(L.input([2]), L.prelu(), L.prelu({ negativeSlope: 0, shared: true }))
  const { params } = L.init(model, Rng.key(0))
  expect(T.toNested(params.prelu_0.slope)).toEqual([0.25, 0.25])
  expect(T.item(params.prelu_1.slope)).toBe(0)
})
