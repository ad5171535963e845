import { grad, jit } from '@gradus/autograd'
import * as L from '@gradus/layers'
import * as R from '@gradus/regularize'
import * as T from '@gradus/tensor'
import { Rng, ShapeError, Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

type Pictures = Tensor<readonly [number, 2, 4, 4]>
const x = Rng.normal(Rng.key(0), [3, 2, 4, 4])
const key = Rng.key(1)
const input = L.input([2, 4, 4])
const train = { mode: 'train', key } as const

/** A new stage of noise joins here, with the function that it stands for, and all checks come with it. */
const rows = [
  {
    kind: 'spatialDropout',
    model: L.pipe(input, R.spatialDropout(0.5)),
    noise: R.dropChannels,
    settings: { rate: 0.5 },
  },
  {
    kind: 'alphaDropout',
    model: L.pipe(input, R.alphaDropout(0.5)),
    noise: R.dropAlpha,
    settings: { rate: 0.5 },
  },
  {
    kind: 'gaussianNoise',
    model: L.pipe(input, R.gaussianNoise(0.5)),
    noise: R.addGaussianNoise,
    settings: { stddev: 0.5 },
  },
  {
    kind: 'stochasticDepth',
    model: L.pipe(input, R.stochasticDepth(0.5)),
    noise: R.dropPaths,
    settings: { rate: 0.5 },
  },
  { kind: 'cutout', model: L.pipe(input, R.cutout(2)), noise: R.cutSquares, settings: { size: 2 } },
] as const

describe.each(rows)('$kind', ({ kind, model, noise, settings }) => {
  const [amount = NaN] = Object.values(settings) as readonly number[]
  const run = (of: Pictures): AnyTensor => L.apply(model, {}, {}, of, train).output

  test('in training it draws what its function draws from the layer’s key', () => {
    expect(Tree.equals(run(x), noise(Rng.foldIn(key, 0), x, amount))).toBe(true)
    expect(Tree.equals(jit(run)(x), run(x))).toBe(true)
  })

  test('in evaluation it is the identity', () => {
    expect(L.apply(model, {}, {}, x, { mode: 'eval' }).output).toBe(x)
  })

  test('it has neither parameters nor state, and shows its settings', () => {
    expect(L.init(model, key)).toEqual({ params: {}, state: {} })
    const [described] = L.describe(model)
    expect([described?.kind, described?.settings, described?.outputShape]).toEqual([
      kind,
      settings,
      [2, 4, 4],
    ])
  })

  test('gradients are those of its function', () => {
    const total = (f: (of: Pictures) => AnyTensor) => (of: Pictures) =>
      T.sum(T.square(f(of))) as Tensor<readonly []>
    const alone = grad(total((of) => noise(Rng.foldIn(key, 0), of, amount)))(x)
    expect(Tree.equals(grad(total(run))(x), alone)).toBe(true)
  })
})

describe('dropConnect', () => {
  const plain = L.pipe(L.input([4]), L.dense(3))
  const model = L.pipe(L.input([4]), R.dropConnect(0.5, L.dense(3)))
  const { params, state } = L.init(model, Rng.key(2))
  const batch = Rng.normal(Rng.key(3), [5, 4])

  test('it begins with the same numbers, under the same paths, as without', () => {
    expect(Tree.equals(params, L.init(plain, Rng.key(2)).params)).toBe(true)
    expect(L.describe(model)[0]?.settings).toEqual({ dropConnect: 0.5 })
  })

  test('in training its weights are dropped by the first of two keys of the layer’s', () => {
    const [weightKey] = Rng.split(Rng.foldIn(key, 0))
    const dropped = { dense_0: R.dropWeights(weightKey, params.dense_0, 0.5) }
    const expected = L.apply(plain, dropped, {}, batch, { mode: 'eval' }).output
    expect(Tree.equals(L.apply(model, params, state, batch, train).output, expected)).toBe(true)
    expect(Tree.equals(dropped, params)).toBe(false)
  })

  test('in evaluation it is the stage itself', () => {
    const [found, expected] = [model, plain].map(
      (m) => L.apply(m, params, {}, batch, { mode: 'eval' }).output,
    )
    expect(Tree.equals(found, expected)).toBe(true)
  })

  test('weights that are dropped have no gradient', () => {
    const loss = (p: typeof params) =>
      T.sum(T.square(L.apply(model, p, state, batch, train).output)) as Tensor<readonly []>
    const [weightKey] = Rng.split(Rng.foldIn(key, 0))
    const kept = T.notEqual(R.dropWeights(weightKey, params.dense_0, 0.5).kernel, 0)
    expect(Tree.equals(T.notEqual(grad(loss)(params).dense_0.kernel, 0), kept)).toBe(true)
  })

  test('it wraps stages that draw and remember themselves', () => {
    const nested = L.pipe(
      L.input([4]),
      R.dropConnect(0.5, L.dense(3)),
      R.dropConnect(0.1, L.batchNorm(), { select: (path) => path === 'gamma' }),
    )
    const start = L.init(nested, Rng.key(0))
    const { state: after } = L.apply(nested, start.params, start.state, batch, train)
    expect(T.item(after.batchNorm_0.count)).toBe(1)
  })
})

describe('mistakes', () => {
  test('rates, deviations and sizes', () => {
    ;(
      [
        ['spatialDropout', R.spatialDropout],
        ['alphaDropout', R.alphaDropout],
        ['stochasticDepth', R.stochasticDepth],
      ] as const
    ).forEach(([name, stage]) =>
      expect(() => stage(1)).toThrow(new ValueError(name, 'rate must be in [0, 1), got 1.')),
    )
    expect(() => R.dropConnect(-1, L.dense(3))).toThrow(
      new ValueError('dropConnect', 'rate must be in [0, 1), got -1.'),
    )
    expect(() => R.gaussianNoise(Infinity)).toThrow(
      new ValueError('gaussianNoise', 'stddev must be zero or more, and finite, got Infinity.'),
    )
    expect(() => R.cutout(0)).toThrow(
      new ValueError('cutout', 'size must be a whole number, 1 or more, got 0.'),
    )
  })

  test('features that do not fit', () => {
    expect(() => (R.spatialDropout(0.5) as (model: unknown) => unknown)(L.input([8]))).toThrow(
      new ShapeError(
        'spatialDropout',
        'expects channels and space [channels,...space], this model gives [8]. Use L.dropout for features that are a vector.',
      ),
    )
    expect(() => (R.cutout(2) as (model: unknown) => unknown)(L.input([3, 8]))).toThrow(
      new ShapeError(
        'cutout',
        'expects channels of pictures [channels,height,width], this model gives [3,8]. Use L.dropout for features that are a vector.',
      ),
    )
  })

  test('a layer without weights has none to drop', () => {
    const model = L.pipe(L.input([4]), R.dropConnect(0.5, L.batchNorm()))
    const { params, state } = L.init(model, key)
    expect(() => L.apply(model, params, state, T.ones([2, 4]), train)).toThrow(
      new ValueError('dropWeights', 'select matches no parameter. The paths are gamma, beta.'),
    )
  })
})
