import * as E from 'fp-ts/lib/Either.js'
import * as Init from '@gradus/init'
import * as L from '@gradus/layers'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

const built = (inputShape: readonly number[], specs: readonly L.LayerSpec[]): L.AnyModel => {
  const result = L.fromSpecs(inputShape, specs)
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

const refused = (inputShape: readonly number[], specs: readonly unknown[]) => {
  const result = L.fromSpecs(inputShape, specs as readonly L.LayerSpec[])
  return E.isLeft(result) ? result.left.map(({ index, kind, message }) => [index, kind, message]) : []
}

test('equals the typed model, layer for layer and bit for bit', () => {
  const typed = L.pipe(
    L.input([8, 8]),
    L.flatten(),
    L.dense(16, { bias: false }),
    L.batchNorm({ decay: 0.9 }),
    L.leakyRelu({ negativeSlope: 0.2 }),
    L.dropout(0.3),
    L.named('head', L.dense(10)),
  )
  const decoded = built(
    [8, 8],
    [
      { kind: 'flatten' },
      { kind: 'dense', units: 16, init: 'heNormal', bias: false },
      { kind: 'batchNorm', decay: 0.9 },
      { kind: 'leakyRelu', negativeSlope: 0.2 },
      { kind: 'dropout', rate: 0.3 },
      { kind: 'dense', units: 10, name: 'head' },
    ],
  )
  expect(L.describe(decoded)).toEqual(L.describe(typed))
  const [a, b] = [L.init(typed, Rng.key(3)), L.init(decoded, Rng.key(3))]
  expect(T.Tree.equals(a, b)).toBe(true)
  const x = Rng.normal(Rng.key(4), [5, 8, 8])
  const mode = { mode: 'train', key: Rng.key(5) } as const
  expect(
    T.Tree.equals(L.apply(typed, a.params, a.state, x, mode), L.apply(decoded, b.params, b.state, x, mode)),
  ).toBe(true)
})

test('a network of convolutions equals the typed one', () => {
  const typed = L.pipe(
    L.input([1, 8, 8]),
    L.conv2d(4, { kernel: 3, padding: 'same', init: Init.glorotUniform, bias: false }),
    L.batchNorm(),
    L.hardSwish(),
    L.maxPool2d(2, { stride: [1, 2] }),
    L.separableConv2d(3, { kernel: [1, 3] }),
    L.globalAveragePool(),
    L.reshape([3, 1]),
    L.lstm(5),
  )
  const decoded = built(
    [1, 8, 8],
    [
      { kind: 'conv2d', channels: 4, kernel: 3, padding: 'same', init: 'glorotUniform', bias: false },
      { kind: 'batchNorm' },
      { kind: 'hardSwish' },
      { kind: 'maxPool2d', window: 2, stride: [1, 2] },
      { kind: 'separableConv2d', channels: 3, kernel: [1, 3] },
      { kind: 'globalAveragePool' },
      { kind: 'reshape', shape: [3, 1] },
      { kind: 'lstm', units: 5 },
    ],
  )
  expect(L.describe(decoded)).toEqual(L.describe(typed))
  expect(T.Tree.equals(L.init(typed, Rng.key(3)), L.init(decoded, Rng.key(3)))).toBe(true)
})

test('a transformer equals the typed one', () => {
  const typed = L.pipe(
    L.input([5, 6]),
    L.learnedPositions(),
    L.transformerEncoderBlock(3, {
      causal: true,
      normalization: L.rmsNorm(),
      activation: L.swiGlu(),
      hidden: 8,
    }),
    L.sinusoidalPositions({ base: 100 }),
    L.multiHeadAttention(3, { bias: false, rotary: true, init: Init.orthogonal() }),
    L.feedForward(4, { activation: L.gelu(), dropout: 0.1 }),
  )
  const decoded = built(
    [5, 6],
    [
      { kind: 'learnedPositions' },
      {
        kind: 'transformerEncoderBlock',
        heads: 3,
        causal: true,
        normalization: 'rmsNorm',
        activation: 'swiGlu',
        hidden: 8,
      },
      { kind: 'sinusoidalPositions', base: 100 },
      { kind: 'multiHeadAttention', heads: 3, bias: false, rotary: true, init: 'orthogonal' },
      { kind: 'feedForward', hidden: 4, activation: 'gelu', dropout: 0.1 },
    ],
  )
  expect(L.describe(decoded)).toEqual(L.describe(typed))
  const [a, b] = [L.init(typed, Rng.key(3)), L.init(decoded, Rng.key(3))]
  expect(T.Tree.equals(a, b)).toBe(true)
  const x = Rng.normal(Rng.key(4), [2, 5, 6])
  const mode = { mode: 'train', key: Rng.key(5) } as const
  expect(
    T.Tree.equals(L.apply(typed, a.params, a.state, x, mode), L.apply(decoded, b.params, b.state, x, mode)),
  ).toBe(true)
})

test('every initialiser can be named', () => {
  const kernels = L.initializerNames.map((init) =>
    built([4], [{ kind: 'dense', units: 2, init, biasInit: 'ones' }]),
  )
  expect(kernels.map((model) => T.Tree.paths(L.init(model, Rng.key(0)).params))).toEqual(
    L.initializerNames.map(() => ['dense_0.kernel', 'dense_0.bias']),
  )
})

test('no layers are a model', () => {
  expect(built([4], []).output).toEqual([4])
})

describe('refuses', () => {
  test('all impossible values at once', () => {
    expect(
      refused(
        [0],
        [
          { kind: 'dense', units: 0 },
          { kind: 'relu' },
          { kind: 'dropout', rate: 1 },
          { kind: 'dense', units: 3, init: 'heNorml' },
          { kind: 'tanh', name: 'a.b' },
          { kind: 'dens', units: 3 },
          { kind: 'toString' },
          { kind: 'feedForward', hidden: 3, activation: 'prelu' },
          { kind: 'transformerEncoderBlock', heads: 2, normalization: 'batchNorm' },
          { kind: 'multiHeadAttention', heads: 0 },
        ],
      ),
    ).toEqual([
      [-1, 'input', 'input: dimensions must be positive integers, got [0].'],
      [0, 'dense', 'dense: units must be a positive integer, got 0.'],
      [2, 'dropout', 'dropout: rate must be in [0, 1), got 1.'],
      [
        3,
        'dense',
        'dense: init must be one of zeros, ones, glorotNormal, glorotUniform, heNormal, heUniform, ' +
          "lecunNormal, lecunUniform, orthogonal, got 'heNorml'.",
      ],
      [4, 'tanh', "named: a name must not be empty or hold a dot, got 'a.b'."],
      [5, 'dens', `fromSpecs: kind must be one of ${L.layerKinds.join(', ')}, got 'dens'.`],
      [6, 'toString', `fromSpecs: kind must be one of ${L.layerKinds.join(', ')}, got 'toString'.`],
      [
        7,
        'feedForward',
        "feedForward: activation must be one of relu, gelu, silu, mish, tanh, glu, swiGlu, got 'prelu'.",
      ],
      [
        8,
        'transformerEncoderBlock',
        "transformerEncoderBlock: normalization must be one of layerNorm, rmsNorm, got 'batchNorm'.",
      ],
      [9, 'multiHeadAttention', 'multiHeadAttention: heads must be a positive integer, got 0.'],
    ])
  })
  test('the first layer that does not fit', () => {
    expect(
      refused([1, 28, 28], [{ kind: 'relu' }, { kind: 'dense', units: 3 }, { kind: 'batchNorm' }]),
    ).toEqual([
      [
        1,
        'dense',
        'dense: expects one feature axis [n], this model gives [1,28,28]. Put L.flatten() before it.',
      ],
    ])
  })
  test('a name twice', () => {
    expect(
      refused(
        [4],
        [
          { kind: 'relu', name: 'a' },
          { kind: 'dense', units: 3, name: 'a' },
        ],
      ),
    ).toEqual([
      [
        1,
        'dense',
        'dense: this model already has a layer called a. Give one of them another name with L.named.',
      ],
    ])
  })
})
