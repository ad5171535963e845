/** Laws of layers over sequences: padding is not seen, graphs do not grow with time, places count as they should. */
import * as fc from 'fast-check'
import { grad, graphOf, jit } from '@gradus/autograd'
import * as L from '@gradus/layers'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

const [time, features, units] = [5, 4, 3] as const
const mask = L.notPadding()

const asTensor = (x: AnyTensor): Tensor => x as Tensor

const values = (x: AnyTensor): readonly number[] => [...T.toTypedArray(x)]

const draw = (seed: number, shape: Shape): Tensor =>
  asTensor(T.cast(Rng.normal(Rng.key(seed), shape), 'float64') as AnyTensor)

interface Runnable {
  readonly params: object
  readonly apply: (x: Tensor, mode?: L.Mode) => Tensor
}

/** A stage alone, on sequences of any length. */
const runnable = (stage: { readonly layer: unknown }, input: Shape = [time, features]): Runnable => {
  const model = (stage as unknown as (model: unknown) => L.AnyModel)(L.input(input))
  const [placed] = model.layers
  const begun = L.init(model, Rng.key(3)).params as Readonly<Record<string, object>>
  const params = T.Tree.map((leaf: AnyTensor) => T.cast(leaf, 'float64') as AnyTensor)(
    begun[placed?.name ?? ''] ?? {},
  )
  return {
    params,
    apply: (x, mode = { mode: 'eval' }) =>
      placed?.apply(params as never, {}, x as never, mode).output as Tensor,
  }
}

const withMask = {
  simpleRnn: L.simpleRnn(units, { mask }),
  'simpleRnn, sequences': L.simpleRnn(units, { mask, returnSequences: true }),
  lstm: L.lstm(units, { mask }),
  'lstm, sequences': L.lstm(units, { mask, returnSequences: true }),
  'lstm, reverse': L.lstm(units, { mask, reverse: true, returnSequences: true }),
  gru: L.gru(units, { mask }),
  'gru, sequences': L.gru(units, { mask, returnSequences: true }),
  bidirectional: L.bidirectional(L.gru(units, { mask })),
  'bidirectional, sequences': L.bidirectional(L.lstm(units, { mask, returnSequences: true })),
  multiHeadAttention: L.multiHeadAttention(2, { mask }),
  'multiHeadAttention, rotary': L.multiHeadAttention(2, { mask, rotary: true }),
  transformerEncoderBlock: L.transformerEncoderBlock(2, { mask, hidden: 3 }),
  'transformerEncoderBlock, post-norm': L.transformerEncoderBlock(2, { mask, hidden: 3, normFirst: false }),
  sinusoidalPositions: L.sinusoidalPositions({ mask }),
} as const

describe.each(Object.entries(withMask))('%s with a mask', (_name, stage) => {
  const { apply } = runnable(stage)
  const lengthsOf = fc.array(fc.integer({ min: 1, max: time }), { minLength: 1, maxLength: 4 })

  test('gives each sequence what it is given alone, without padding', () => {
    fc.assert(
      fc.property(lengthsOf, fc.nat(), (lengths, seed) => {
        const whole = draw(seed, [lengths.length, time, features])
        const real = L.lengthMask(T.tensor([...lengths], { dtype: 'int32' }), time)
        const padded = T.where(T.expandDims(real, -1), whole, 0) as AnyTensor as Tensor
        const together = apply(padded)
        lengths.forEach((length, i) => {
          const alone = apply(asTensor(T.slice(whole as AnyTensor, [i, 0, 0], [i + 1, length, features])))
          const ours = T.slice(together as AnyTensor, [i], [i + 1])
          const [found, rest] =
            alone.shape.length === 3
              ? [T.slice(ours, [0, 0], [1, length]), T.slice(ours, [0, length], [1, time])]
              : [ours, T.zeros([0])]
          values(alone).forEach((v, k) => expect(values(found as AnyTensor)[k]).toBeCloseTo(v, 10))
          expect(values(rest as AnyTensor).every((v) => v === 0)).toBe(true)
        })
      }),
      { numRuns: 20 },
    )
  })

  test('a sequence that is all padding gives zeros and finite gradients', () => {
    const weigh = (x: Tensor) => T.sum(apply(x)) as Tensor<readonly []>
    const nothing = asTensor(T.zeros([2, time, features], { dtype: 'float64' }) as AnyTensor)
    expect(values(apply(nothing)).every((v) => v === 0)).toBe(true)
    expect(values(grad(weigh)(nothing)).every((v) => v === 0)).toBe(true)
  })
})

describe('graphs', () => {
  const lines = (steps: number, of: 'forward' | 'gradient'): number => {
    const { params } = runnable(L.lstm(units), [steps, features])
    const layer = L.lstm(units).layer
    const loss = (p: object, x: Tensor): Tensor<readonly []> =>
      T.sum(layer.apply(p as never, {}, x, { mode: 'eval' }).output) as Tensor<readonly []>
    const f = of === 'forward' ? loss : grad(loss)
    return String(graphOf(f)(params, draw(1, [2, steps, features]))).split('\n').length
  }

  test.each(['forward', 'gradient'] as const)(
    'an LSTM of 32 steps has no more equations than one of 4: %s',
    (of) => {
      expect(lines(32, of)).toBe(lines(4, of))
    },
  )

  test('compiled, an LSTM of 32 steps has the same gradients as eagerly', () => {
    const { params, apply } = runnable(L.lstm(units), [32, features])
    expect(apply(draw(1, [2, 32, features])).shape).toEqual([2, units])
    const layer = L.lstm(units).layer
    const loss = (p: object, x: Tensor): Tensor<readonly []> =>
      T.sum(T.square(layer.apply(p as never, {}, x, { mode: 'eval' }).output)) as Tensor<readonly []>
    const x = draw(2, [2, 32, features])
    const [eager, compiled] = [grad(loss)(params, x), jit(grad(loss))(params, x)]
    T.Tree.leaves(eager).forEach((leaf, i) => {
      const theirs = values(T.Tree.leaves(compiled)[i] as AnyTensor)
      values(leaf as AnyTensor).forEach((v, k) => expect(theirs[k]).toBeCloseTo(v, 12))
    })
  })
})

describe('time', () => {
  const causal = {
    lstm: L.lstm(units, { returnSequences: true }),
    multiHeadAttention: L.multiHeadAttention(2, { causal: true }),
    transformerEncoderBlock: L.transformerEncoderBlock(2, { causal: true, rotary: true }),
  } as const

  test.each(Object.entries(causal))('%s gives nothing of later steps to earlier ones', (_name, stage) => {
    const { apply } = runnable(stage)
    const x = draw(4, [1, time, features])
    const later = T.concat([
      T.slice(x as AnyTensor, [0, 0], [1, 3]) as Tensor,
      draw(5, [1, 2, features]),
    ], { axis: 1 }) // prettier-ignore
    const first = (y: Tensor): readonly number[] =>
      values(T.slice(y as AnyTensor, [0, 0], [1, 3]) as AnyTensor)
    expect(first(apply(asTensor(later as AnyTensor)))).toEqual(first(apply(x)))
    expect(values(apply(asTensor(later as AnyTensor)))).not.toEqual(values(apply(x)))
  })

  test.each(['adjacent', 'halves'] as const)('rotary products hang on distances alone: %s', (pairs) => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 3 }), (seed, distance) => {
        const [q, k] = [draw(seed, [1, 6]), draw(seed + 1, [1, 6])]
        const everywhere = (x: Tensor) => L.rotary(T.broadcastTo(x as AnyTensor, [8, 6]) as Tensor, { pairs })
        const products = T.toNested(
          T.matmul(everywhere(q) as AnyTensor, T.transpose(everywhere(k) as AnyTensor)) as AnyTensor,
        ) as readonly (readonly number[])[]
        const along = products.flatMap((row, i) => row.filter((_, j) => j - i === distance))
        along.forEach((product) => expect(product).toBeCloseTo(along[0] ?? Number.NaN, 10))
      }),
      { numRuns: 20 },
    )
  })

  test('a mask of padding is found again behind layers that have it', () => {
    const layers = [
      L.learnedPositions({ mask }),
      L.transformerEncoderBlock(2, { mask }),
      L.gru(units, { mask, returnSequences: true }),
    ] as const
    const model = L.pipe(L.input([time, features]), ...layers)
    const real = L.lengthMask(T.tensor([5, 2, 1], { dtype: 'int32' }), time)
    const x = T.where(T.expandDims(real, -1), Rng.normal(Rng.key(1), [3, time, features]), 0)
    const { params, state } = L.init(model, Rng.key(0))
    const { output } = L.apply(model, params, state, x, { mode: 'eval' })
    expect(T.toNested(L.notPadding()(asTensor(output as AnyTensor)))).toEqual(T.toNested(real))
  })
})

describe('what a step may look at', () => {
  test('a mask of the past is causality', () => {
    const past = T.tri(time, time, { dtype: 'bool' }) as AnyTensor as Tensor<Shape, 'bool'>
    const x = draw(6, [2, time, features])
    const [masked, causal] = [{ attentionMask: past }, { causal: true }].map((options) =>
      values(runnable(L.multiHeadAttention(2, options)).apply(x)),
    )
    expect(masked).toEqual(causal)
    expect(masked).not.toEqual(values(runnable(L.multiHeadAttention(2)).apply(x)))
  })

  test('what stands in the memory where it is not real has no influence', () => {
    const model = L.pipe(
      L.input({ target: [3, features], memory: [time, 6] }),
      L.crossAttention(2, { memoryMask: (x) => T.less(T.max(x, { axis: -1 }), 100), dropout: 0.5 }),
    )
    const { params, state } = L.init(model, Rng.key(0))
    const target = Rng.normal(Rng.key(1), [1, 3, features])
    const whole = Rng.normal(Rng.key(2), [1, time, 6])
    const run = (filling: number, mode: L.Mode) => {
      const real = T.lessEqual(T.reshape(T.arange(time), [time, 1]), 2)
      const memory = T.where(real, whole, filling) as AnyTensor as Tensor<readonly [1, 5, 6]>
      return values(L.apply(model, params, state, { target, memory }, mode).output as AnyTensor)
    }
    expect(run(1e6, { mode: 'eval' })).toEqual(run(1e3, { mode: 'eval' }))
    expect(run(1e6, { mode: 'eval' })).not.toEqual(run(0, { mode: 'eval' }))
    const train = { mode: 'train', key: Rng.key(5) } as const
    expect(run(1e3, train)).toEqual(run(1e6, train))
    expect(run(1e3, train)).not.toEqual(run(1e3, { mode: 'eval' }))
  })
})

describe('beginnings', () => {
  const begun = <P extends object>(stage: { readonly layer: unknown }): P => runnable(stage).params as P

  test('the forget gate begins open, and gates begin where they are told to', () => {
    const { bias } = begun<L.LstmParams<4, 3>>(L.lstm(3, { biases: { output: -2 } }))
    expect(T.toNested(bias)).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, -2, -2, -2])
    const gru = begun<L.GruParams<4, 2>>(L.gru(2, { biases: { update: -1 } }))
    expect(T.toNested(gru.bias)).toEqual([0, 0, -1, -1, 0, 0])
    expect(T.toNested(gru.recurrentBias)).toEqual([0, 0])
    const rnn = begun<L.SimpleRnnParams<4, 2>>(L.simpleRnn(2, { bias: 0.5 }))
    expect(T.toNested(rnn.bias)).toEqual([0.5, 0.5])
  })

  test('an open forget gate carries gradients over 64 steps, and a closed one next to none', () => {
    const slopeOfFirstStep = (forget: number): number => {
      const { apply } = runnable(L.lstm(units, { biases: { forget } }), [64, features])
      const slope = grad((x: Tensor) => T.sum(apply(x)) as Tensor<readonly []>)(draw(7, [1, 64, features]))
      return Math.max(...values(T.slice(slope as AnyTensor, [0, 0], [1, 1]) as AnyTensor).map(Math.abs))
    }
    // σ(6) to the power of 64 is 0.85, σ(-2) to that power 10^-59: what is left goes through the other gates.
    expect(slopeOfFirstStep(6) / slopeOfFirstStep(-2)).toBeGreaterThan(1e6)
  })

  test('the recurrent kernel of each gate is orthogonal, and gates differ', () => {
    const { recurrentKernel } = begun<L.LstmParams<4, 3>>(L.lstm(3))
    const gates = T.split(recurrentKernel, 4, { axis: 1 })
    gates.forEach((gate) => {
      const product = values(T.matmul(T.transpose(gate), gate) as AnyTensor)
      product.forEach((v, i) => expect(v).toBeCloseTo(i % 4 === 0 ? 1 : 0, 5))
    })
    expect(new Set(gates.map((gate) => String(gate))).size).toBe(4)
  })

  test('the kernel of each gate has the fans of one gate', () => {
    const { kernel } = begun<L.GruParams<4, 300>>(L.gru(300))
    const limit = Math.sqrt(6 / (4 + 300))
    const largest = Math.max(...values(kernel).map(Math.abs))
    expect(largest).toBeLessThan(limit)
    expect(largest).toBeGreaterThan(limit * 0.98)
  })
})

describe('dropout', () => {
  test('attention drops weights by the key that it is given', () => {
    const key = Rng.key(8)
    const zero = T.zeros([1, 6])
    const output = L.scaledDotProductAttention(zero, T.zeros([20, 6]), T.ones([20, 1]), {
      dropout: { rate: 0.25, key },
    })
    const kept = values(Rng.bernoulli(key, 0.75, [1, 20])).filter((v) => v === 1).length
    expect(T.item(T.reshape(output, []))).toBeCloseTo(kept / 20 / 0.75, 5)
  })

  test.each([
    ['multiHeadAttention', L.multiHeadAttention(2, { dropout: 0.5 })],
    ['feedForward', L.feedForward(8, { dropout: 0.5 })],
    ['transformerEncoderBlock', L.transformerEncoderBlock(2, { dropout: 0.5 })],
  ] as const)('%s draws in training alone, the same for the same key', (_name, stage) => {
    const { apply } = runnable(stage)
    const x = draw(1, [2, time, features])
    const at = (seed: number) => values(apply(x, { mode: 'train', key: Rng.key(seed) }))
    expect(at(1)).toEqual(at(1))
    expect(at(1)).not.toEqual(at(2))
    expect(at(1)).not.toEqual(values(apply(x)))
    expect(values(apply(x))).toEqual(values(apply(x)))
  })
})

describe('what is refused', () => {
  const words = L.input([5, 6])
  const shape = (s: Shape): L.AnyModel => L.input(s) as unknown as L.AnyModel
  const put = (s: Shape, stage: unknown) => () => (stage as (model: L.AnyModel) => L.AnyModel)(shape(s))
  const noSequence = (kind: string, given: string): string =>
    `${kind}: expects a sequence [time,features], this model gives ${given}. Put L.reshape([time, features]) before it.`

  test.each([
    ['simpleRnn', L.simpleRnn(2)],
    ['lstm', L.lstm(2)],
    ['gru', L.gru(2)],
    ['bidirectional', L.bidirectional(L.gru(2))],
    ['timeDistributed', L.timeDistributed(L.dense(2))],
    ['multiHeadAttention', L.multiHeadAttention(2)],
    ['feedForward', L.feedForward(2)],
    ['sinusoidalPositions', L.sinusoidalPositions()],
    ['learnedPositions', L.learnedPositions()],
    ['transformerEncoderBlock', L.transformerEncoderBlock(2)],
  ])('%s without a time axis', (kind, stage) => {
    expect(put([6], stage)).toThrow(noSequence(kind, '[6]'))
    expect(put([1, 5, 6], stage)).toThrow(noSequence(kind, '[1,5,6]'))
  })

  test('heads that do not divide the features, or leave an odd share to turn', () => {
    expect(put([5, 6], L.multiHeadAttention(4))).toThrow(
      'multiHeadAttention: expects a sequence [time,features] whose features 4 heads divide, this model gives [5,6]. Choose heads that divide 6.',
    )
    expect(put([5, 6], L.transformerEncoderBlock(2, { rotary: true }))).toThrow(
      'transformerEncoderBlock: expects an even number of features for each head, since rotary positions turn pairs, this model gives [5,6]. Choose other heads, or positions that are added.',
    )
    expect(() =>
      L.attend({} as L.AttentionParams<6>, T.zeros([1, 5, 6]), T.zeros([1, 5, 6]), { heads: 4 }),
    ).toThrow(
      'attend: 4 heads do not divide 6 features, the queries are [1,5,6]. Choose heads that divide 6.',
    )
    expect(() =>
      L.attend({} as L.AttentionParams<6>, T.zeros([5, 6]) as never, T.zeros([1, 5, 6]), { heads: 2 }),
    ).toThrow('attend: takes [batch,time,features], got [5,6].')
  })

  test('two inputs of which one is missing or no sequence', () => {
    const give = (signal: object, stage: unknown) => () =>
      (stage as (model: unknown) => unknown)(L.input(signal as never))
    expect(give({ target: [5, 6] }, L.crossAttention(2))).toThrow(
      'crossAttention: expects a tensor called memory, this model gives several tensors. Check its name.',
    )
    expect(give({ target: [5, 6], memory: [6] }, L.transformerDecoderBlock(2))).toThrow(
      'transformerDecoderBlock: expects a sequence [time,features], this model gives several tensors. Put L.reshape([time, features]) before it.',
    )
    expect(put([5, 6], L.transformerDecoderBlock(2))).toThrow(
      'transformerDecoderBlock: expects several tensors by name, this model gives [5,6]. Put L.branch before it.',
    )
  })

  test.each([
    [() => L.lstm(0), 'lstm: units must be a positive integer, got 0.'],
    [() => L.gru(1.5), 'gru: units must be a positive integer, got 1.5.'],
    [() => L.lstm(2, { biases: { forget: Infinity } }), 'lstm: biases.forget must be finite, got Infinity.'],
    [() => L.gru(2, { biases: { update: Number.NaN } }), 'gru: biases.update must be finite, got NaN.'],
    [() => L.simpleRnn(2, { bias: -Infinity }), 'simpleRnn: bias must be finite, got -Infinity.'],
    [
      () => L.simpleRnn(2, { activation: 'gelu' as 'relu' }),
      "simpleRnn: activation must be one of tanh, relu, got 'gelu'.",
    ],
    [
      () => L.bidirectional(L.gru(2), { merge: 'mean' as 'sum' }),
      "bidirectional: merge must be one of concat, sum, got 'mean'.",
    ],
    [
      () => L.bidirectional(L.block(L.gru(2))),
      'bidirectional: takes a layer that holds no others, got block. Use L.branch.',
    ],
    [
      () => L.timeDistributed(L.block(L.dense(2))),
      'timeDistributed: takes a layer that holds no others, got block. Take them one by one.',
    ],
    [() => L.timeDistributed(L.batchNorm()), 'timeDistributed: takes a layer without state, got batchNorm.'],
    [() => L.multiHeadAttention(0), 'multiHeadAttention: heads must be a positive integer, got 0.'],
    [() => L.multiHeadAttention(2, { dropout: 1 }), 'multiHeadAttention: dropout must be in [0, 1), got 1.'],
    [() => L.crossAttention(-1), 'crossAttention: heads must be a positive integer, got -1.'],
    [() => L.feedForward(0), 'feedForward: hidden must be a positive integer, got 0.'],
    [() => L.feedForward(2, { dropout: -0.1 }), 'feedForward: dropout must be in [0, 1), got -0.1.'],
    [
      () => L.feedForward(2, { activation: L.prelu() }),
      'feedForward: the activation must have no parameters, got prelu.',
    ],
    [
      () => L.transformerEncoderBlock(2, { hidden: 0 }),
      'transformerEncoderBlock: hidden must be a positive integer, got 0.',
    ],
    [
      () => L.transformerDecoderBlock(2, { dropout: 2 }),
      'transformerDecoderBlock: dropout must be in [0, 1), got 2.',
    ],
    [
      () => L.sinusoidalPositions({ base: 0 }),
      'sinusoidalPositions: base must be positive and finite, got 0.',
    ],
    [() => L.sinusoidal(0, 2), 'sinusoidal: time must be a positive integer, got 0.'],
    [() => L.rotary(T.zeros([2, 3])), 'rotary: takes [...,time,d] with an even d, got [2,3].'],
    [() => L.rotary(T.zeros([2])), 'rotary: takes [...,time,d] with an even d, got [2].'],
    [() => L.rotary(T.zeros([2, 2]), { base: -1 }), 'rotary: base must be positive and finite, got -1.'],
    [
      () => L.lengthMask(T.zeros([2, 2], { dtype: 'int32' }) as never, 3),
      'lengthMask: lengths are one axis [batch], got [2,2].',
    ],
    [
      () => L.scaledDotProductAttention(T.zeros([4, 3]), T.zeros([5, 2]), T.zeros([5, 2]) as never),
      'scaledDotProductAttention: queries and keys differ in features, [4,3] and [5,2]: 3 against 2',
    ],
    [
      () => L.scaledDotProductAttention(T.zeros([4, 3]), T.zeros([5, 3]), T.zeros([4, 3]) as never),
      'scaledDotProductAttention: there must be a value for each key, keys are [5,3], values [4,3]: 5 against 4',
    ],
    [
      () => L.scaledDotProductAttention(T.zeros([3]), T.zeros([5, 3]), T.zeros([5, 3]) as never),
      'scaledDotProductAttention: takes [...,time,features], got [3]',
    ],
  ] as const)('%#: %s', (wrong, message) => {
    expect(wrong).toThrow(message)
  })

  test('a mask of another shape or type', () => {
    const run = (wrong: L.SequenceMask) => () => {
      const model = L.pipe(words, L.lstm(2, { mask: wrong }))
      const { params, state } = L.init(model, Rng.key(0))
      return L.apply(model, params, state, T.zeros([3, 5, 6]), { mode: 'eval' })
    }
    expect(run((x) => T.notEqual(x, 0))).toThrow(
      'lstm: the mask must be bool [batch,time] = [3,5], got bool [3,5,6]. L.notPadding() makes one of the batch.',
    )
    expect(run((x) => T.sum(x, { axis: -1 }) as never)).toThrow(
      'lstm: the mask must be bool [batch,time] = [3,5], got float32 [3,5]. L.notPadding() makes one of the batch.',
    )
  })
})
