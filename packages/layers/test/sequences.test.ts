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
