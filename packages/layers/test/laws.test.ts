/** The laws of Layer.ts and Model.ts, for every kind of layer and for random models. */
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { checkGradients } from '@gradus/autograd'
import * as L from '@gradus/layers'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

/** A new kind of layer joins here, with a spec and an input that it fits. */
const table: { readonly [Kind in L.LayerKind]: readonly [L.LayerSpec, readonly number[]] } = {
  identity: [{ kind: 'identity' }, [2, 3]],
  step: [{ kind: 'step' }, [2, 3]],
  relu: [{ kind: 'relu' }, [2, 3]],
  relu6: [{ kind: 'relu6' }, [2, 3]],
  selu: [{ kind: 'selu' }, [2, 3]],
  silu: [{ kind: 'silu' }, [2, 3]],
  mish: [{ kind: 'mish' }, [2, 3]],
  softplus: [{ kind: 'softplus' }, [2, 3]],
  softsign: [{ kind: 'softsign' }, [2, 3]],
  tanh: [{ kind: 'tanh' }, [2, 3]],
  sigmoid: [{ kind: 'sigmoid' }, [2, 3]],
  hardSigmoid: [{ kind: 'hardSigmoid' }, [2, 3]],
  hardSwish: [{ kind: 'hardSwish' }, [2, 3]],
  logSigmoid: [{ kind: 'logSigmoid' }, [2, 3]],
  softmax: [{ kind: 'softmax' }, [2, 3]],
  logSoftmax: [{ kind: 'logSoftmax' }, [2, 3]],
  flatten: [{ kind: 'flatten' }, [2, 3]],
  leakyRelu: [{ kind: 'leakyRelu' }, [2, 3]],
  elu: [{ kind: 'elu', alpha: 0.5 }, [2, 3]],
  celu: [{ kind: 'celu', alpha: 0.5 }, [2, 3]],
  gelu: [{ kind: 'gelu' }, [2, 3]],
  prelu: [{ kind: 'prelu' }, [2, 3]],
  maxout: [{ kind: 'maxout', units: 3 }, [4]],
  glu: [{ kind: 'glu', axis: 0 }, [2, 3]],
  swiGlu: [{ kind: 'swiGlu' }, [3, 4]],
  dense: [{ kind: 'dense', units: 3, biasInit: 'ones' }, [4]],
  dropout: [{ kind: 'dropout', rate: 0.4 }, [2, 3]],
  batchNorm: [{ kind: 'batchNorm' }, [3]],
  layerNorm: [{ kind: 'layerNorm' }, [4]],
  rmsNorm: [{ kind: 'rmsNorm', axes: 2 }, [2, 3]],
  groupNorm: [{ kind: 'groupNorm', groups: 2 }, [4, 3]],
  instanceNorm: [{ kind: 'instanceNorm' }, [2, 4]],
  simpleRnn: [{ kind: 'simpleRnn', units: 3 }, [4, 2]],
  lstm: [{ kind: 'lstm', units: 2, returnSequences: true }, [3, 2]],
  gru: [{ kind: 'gru', units: 2, init: 'heNormal' }, [3, 2]],
  maxPool1d: [{ kind: 'maxPool1d', window: 2 }, [2, 6]],
  maxPool2d: [{ kind: 'maxPool2d', window: 2, stride: 1 }, [2, 4, 3]],
  maxPool3d: [{ kind: 'maxPool3d', window: [1, 2, 2] }, [1, 2, 4, 3]],
  averagePool1d: [{ kind: 'averagePool1d', window: 2, padding: 1 }, [2, 6]],
  averagePool2d: [{ kind: 'averagePool2d', window: 3, padding: 'same' }, [2, 4, 3]],
  averagePool3d: [{ kind: 'averagePool3d', window: 2, ceilMode: true }, [1, 2, 3, 3]],
  adaptiveMaxPool1d: [{ kind: 'adaptiveMaxPool1d', size: 2 }, [2, 5]],
  adaptiveMaxPool2d: [{ kind: 'adaptiveMaxPool2d', size: [2, 1] }, [2, 3, 4]],
  adaptiveMaxPool3d: [{ kind: 'adaptiveMaxPool3d', size: 2 }, [1, 2, 3, 3]],
  adaptiveAveragePool1d: [{ kind: 'adaptiveAveragePool1d', size: 2 }, [2, 5]],
  adaptiveAveragePool2d: [{ kind: 'adaptiveAveragePool2d', size: [2, 1] }, [2, 3, 4]],
  adaptiveAveragePool3d: [{ kind: 'adaptiveAveragePool3d', size: 2 }, [1, 2, 3, 3]],
  globalMaxPool: [{ kind: 'globalMaxPool' }, [2, 3, 4]],
  globalAveragePool: [{ kind: 'globalAveragePool', keepDims: true }, [2, 5]],
  reshape: [{ kind: 'reshape', shape: [3, -1] }, [2, 6]],
  permute: [{ kind: 'permute', axes: [1, 0] }, [2, 3]],
  zeroPad: [{ kind: 'zeroPad', widths: 1 }, [2, 3]],
  reflectPad: [{ kind: 'reflectPad', widths: [[0, 1], [2, 0]] }, [1, 3, 4]], // prettier-ignore
  upsample: [{ kind: 'upsample', scale: 2, method: 'bilinear' }, [1, 2, 3]],
  conv1d: [{ kind: 'conv1d', channels: 2, kernel: 2 }, [2, 5]],
  conv2d: [{ kind: 'conv2d', channels: 2, kernel: 2 }, [2, 4, 3]],
  conv3d: [{ kind: 'conv3d', channels: 2, kernel: 2 }, [1, 2, 3, 2]],
  separableConv1d: [{ kind: 'separableConv1d', channels: 3, kernel: 2 }, [2, 5]],
  separableConv2d: [{ kind: 'separableConv2d', channels: 3, kernel: 2 }, [2, 4, 3]],
  separableConv3d: [{ kind: 'separableConv3d', channels: 3, kernel: 2 }, [1, 2, 3, 2]],
  convTranspose1d: [{ kind: 'convTranspose1d', channels: 2, kernel: 2, stride: 2 }, [2, 5]],
  convTranspose2d: [{ kind: 'convTranspose2d', channels: 2, kernel: 2, stride: 2 }, [2, 4, 3]],
  convTranspose3d: [{ kind: 'convTranspose3d', channels: 2, kernel: 2, stride: 2 }, [1, 2, 3, 2]],
  depthwiseConv1d: [{ kind: 'depthwiseConv1d', kernel: 2, multiplier: 2 }, [2, 5]],
  depthwiseConv2d: [{ kind: 'depthwiseConv2d', kernel: 2, multiplier: 2 }, [2, 4, 3]],
  depthwiseConv3d: [{ kind: 'depthwiseConv3d', kernel: 2, multiplier: 2 }, [1, 2, 3, 2]],
  multiHeadAttention: [{ kind: 'multiHeadAttention', heads: 2, causal: true, dropout: 0.2 }, [3, 4]],
  feedForward: [{ kind: 'feedForward', hidden: 4, activation: 'swiGlu', init: 'orthogonal' }, [3, 2]],
  transformerEncoderBlock: [
    { kind: 'transformerEncoderBlock', heads: 2, hidden: 3, activation: 'gelu', normalization: 'rmsNorm' },
    [3, 4],
  ],
  sinusoidalPositions: [{ kind: 'sinusoidalPositions', base: 100 }, [3, 4]],
  learnedPositions: [{ kind: 'learnedPositions', init: 'heNormal' }, [3, 4]],
}

const build = (inputShape: readonly number[], specs: readonly L.LayerSpec[]): L.AnyModel => {
  const result = L.fromSpecs(inputShape, specs)
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

const deepFreeze = <A>(value: A): A => {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze)
    Object.freeze(value)
  }
  return value
}

const train = { mode: 'train', key: Rng.key(9) } as const

describe.each(L.layerKinds.map((kind) => [kind, ...table[kind]] as const))(
  '%s',
  (_kind, spec, inputShape) => {
    const model = deepFreeze(build(inputShape, [spec]))
    const { params, state } = deepFreeze(L.init(model, Rng.key(1)))
    const batch = (n: number): Tensor => Rng.normal(Rng.key(2), [n, ...inputShape]) as AnyTensor as Tensor
    const weigh = (y: Tensor): Tensor<readonly []> =>
      T.sum(T.mul(y, Rng.normal(Rng.key(3), y.shape) as AnyTensor) as AnyTensor) as AnyTensor as Tensor<
        readonly []
      >

    test('gives the shape that it says, in training and in evaluation', () => {
      const modes = [train, { mode: 'eval' }] as const
      modes.forEach((mode) =>
        expect(L.apply(model, params, state, batch(4), mode).output.shape).toEqual([4, ...model.output]),
      )
    })
    test('keeps the structure of its state', () => {
      const next = L.apply(model, params, state, batch(4), train).state
      expect(T.Tree.paths(next)).toEqual(T.Tree.paths(state))
      expect(T.Tree.leaves(next).map((x) => x.dtype)).toEqual(T.Tree.leaves(state).map((x) => x.dtype))
    })
    test('returns the state that it was given in evaluation', () => {
      const { state: next } = L.apply(model, params, state, batch(4), { mode: 'eval' })
      expect(T.Tree.equals(next, state)).toBe(true)
    })
    test('is pure', () => {
      const runs = [0, 1].map(() => L.apply(model, params, state, batch(4), train))
      expect(T.Tree.equals(runs[0], runs[1])).toBe(true)
    })
    test('treats examples apart in evaluation', () => {
      const x = batch(3)
      const whole = L.apply(model, params, state, x, { mode: 'eval' }).output
      const rows = [0, 1, 2].map((i) => {
        const row = T.slice(x, [i], [i + 1]) as AnyTensor as Tensor
        return L.apply(model, params, state, row, { mode: 'eval' }).output as AnyTensor
      })
      const joined = rows.flatMap((row) => [...T.toTypedArray(row)])
      T.toTypedArray(whole).forEach((value, i) => expect(joined[i]).toBeCloseTo(value, 5))
    })
    test('takes an empty batch in evaluation', () => {
      expect(L.apply(model, params, state, batch(0), { mode: 'eval' }).output.shape).toEqual([
        0,
        ...model.output,
      ])
    })
    test('keeps double precision', () => {
      const double = T.Tree.map((x) => T.cast(x, 'float64') as AnyTensor)(params)
      const x = T.cast(batch(4), 'float64') as AnyTensor as Tensor
      expect(L.apply(model, double, state, x, train).output.dtype).toBe('float64')
    })
    test('has the gradient that differences measure', () => {
      const loss = (point: { readonly params: typeof params; readonly x: Tensor }): Tensor<readonly []> =>
        weigh(L.apply(model, point.params, state, point.x, train).output as AnyTensor as Tensor)
      expect(checkGradients(loss, { params, x: batch(4) })._tag).toBe('Right')
    })
  },
)

describe('random models', () => {
  /** Layers that take a vector of any size, and give one. */
  const onVectors = Object.values(table).flatMap(([spec]) =>
    [1, 7, 8].every((n) => E.exists((m: L.AnyModel) => m.output.length === 1)(L.fromSpecs([n], [spec])))
      ? [spec]
      : [],
  )
  const fitting = fc.constantFrom<L.LayerSpec>(
    ...onVectors,
    { kind: 'dense', units: 1 },
    { kind: 'dense', units: 7, bias: false },
  )
  const stacks = fc.record({
    inputShape: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    specs: fc.array(fitting, { maxLength: 8 }).map((specs) => [{ kind: 'flatten' } as L.LayerSpec, ...specs]),
    more: fc.array(fitting, { maxLength: 3 }),
    seed: fc.nat(),
  })

  test('say their output shape and give it', () => {
    fc.assert(
      fc.property(stacks, ({ inputShape, specs, seed }) => {
        const model = build(inputShape, specs)
        const { params, state } = L.init(model, Rng.key(seed))
        const x = Rng.normal(Rng.key(seed), [2, ...inputShape]) as AnyTensor as Tensor
        const { output } = L.apply(model, params, state, x, train)
        expect(output.shape).toEqual([2, ...model.output])
        expect(L.describe(model).reduce((n, l) => n + l.parameters, 0)).toBe(
          T.Tree.leaves(params).reduce((n, leaf) => n + T.sizeOf(leaf.shape), 0),
        )
      }),
      { numRuns: 60 },
    )
  })
  test('keep names and first parameters when layers are put behind', () => {
    fc.assert(
      fc.property(stacks, ({ inputShape, specs, more, seed }) => {
        const [short, long] = [build(inputShape, specs), build(inputShape, [...specs, ...more])]
        const names = short.layers.map((l) => l.name)
        expect(long.layers.slice(0, names.length).map((l) => l.name)).toEqual(names)
        const [a, b] = [short, long].map((model) => new Map(T.Tree.entries(L.init(model, Rng.key(seed)))))
        a?.forEach((leaf, path) => expect(T.Tree.equals(leaf, b?.get(path))).toBe(true))
      }),
      { numRuns: 60 },
    )
  })
  test('name every layer once', () => {
    fc.assert(
      fc.property(stacks, ({ inputShape, specs }) => {
        const names = build(inputShape, specs).layers.map((l) => l.name)
        expect(new Set(names).size).toBe(names.length)
      }),
    )
  })
})

test('dropout keeps the expectation and the share of values that it says', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), (seed, tenths) => {
      const rate = tenths / 10
      const model = L.pipe(L.input([10_000]), L.dropout(rate))
      const { output } = L.apply(model, {}, {}, T.ones([1, 10_000]), { mode: 'train', key: Rng.key(seed) })
      const kept = T.item(T.countNonzero(output)) / 10_000
      // Five standard deviations of a share of 10,000.
      expect(Math.abs(kept - (1 - rate))).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / 10_000))
      expect(T.item(T.max(output))).toBeCloseTo(1 / (1 - rate), 5)
    }),
    { numRuns: 30 },
  )
})
