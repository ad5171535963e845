/** Shapes and parameters of layers over sequences as types, and what does not compile in which words. */
import { scan } from '@gradus/autograd'
import * as L from '@gradus/layers'
import type { DoesNotFit, Shape, Tensor } from '@gradus/tensor'
import { describe, expectTypeOf, test } from 'vitest'

/** The text that a stage shows for a model, or the model where it fits. */
type Shown<S> = S extends (model: infer M) => unknown ? M : never

const words = L.input([7, 6])
const flat = L.input([42])
const image = L.input([3, 7, 6])

describe('the feature shape runs through', () => {
  test('recurrent layers give the last step or all', () => {
    expectTypeOf(L.pipe(words, L.lstm(5)).output).toEqualTypeOf<readonly [5]>()
    expectTypeOf(L.pipe(words, L.gru(5, { returnSequences: true })).output).toEqualTypeOf<readonly [7, 5]>()
    expectTypeOf(L.pipe(words, L.simpleRnn(5, { reverse: true })).output).toEqualTypeOf<readonly [5]>()
  })
  test('two directions double the features, or add them', () => {
    const all = L.lstm(5, { returnSequences: true })
    expectTypeOf(L.pipe(words, L.bidirectional(all)).output).toEqualTypeOf<readonly [7, 10]>()
    expectTypeOf(L.pipe(words, L.bidirectional(all, { merge: 'sum' })).output).toEqualTypeOf<
      readonly [7, 5]
    >()
    expectTypeOf(L.pipe(words, L.bidirectional(L.gru(5))).output).toEqualTypeOf<readonly [10]>()
  })
  test('a layer of vectors works on each step', () => {
    const model = L.pipe(words, L.timeDistributed(L.dense(9)), L.timeDistributed(L.relu()))
    expectTypeOf(model.output).toEqualTypeOf<readonly [7, 9]>()
    expectTypeOf<L.Params<typeof model>['timeDistributed_0']['kernel']>().toEqualTypeOf<
      Tensor<readonly [6, 9]>
    >()
  })
  test('attention, positions and blocks keep it', () => {
    const model = L.pipe(
      words,
      L.sinusoidalPositions(),
      L.learnedPositions(),
      L.multiHeadAttention(3, { causal: true }),
      L.feedForward(9),
      L.transformerEncoderBlock(2),
    )
    expectTypeOf(model.output).toEqualTypeOf<readonly [7, 6]>()
  })
  test('a decoder gives what it reads', () => {
    const model = L.pipe(L.input({ target: [7, 6], memory: [5, 6] }), L.transformerDecoderBlock(2))
    expectTypeOf(L.pipe(model, L.pick('target')).output).toEqualTypeOf<readonly [7, 6]>()
    expectTypeOf(
      L.pipe(L.input({ target: [7, 6], memory: [5, 4] }), L.crossAttention(2)).output,
    ).toEqualTypeOf<readonly [7, 6]>()
  })
  test('what is unknown stays unknown and is not refused', () => {
    const n: number = 4
    expectTypeOf(L.pipe(L.input([n, 6]), L.lstm(5, { returnSequences: true })).output).toEqualTypeOf<
      readonly [number, 5]
    >()
    expectTypeOf(L.pipe(L.input([7, n]), L.multiHeadAttention(n)).output).toEqualTypeOf<
      readonly [7, number]
    >()
    const shape: Shape = [7, 6]
    expectTypeOf(L.pipe(L.input(shape), L.lstm(5)).output).toEqualTypeOf<readonly [5]>()
  })
})

describe('parameters have exact types', () => {
  test('gates stand side by side', () => {
    const model = L.pipe(words, L.lstm(5, { returnSequences: true }), L.gru(4))
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly lstm_0: {
        readonly kernel: Tensor<readonly [6, 20]>
        readonly recurrentKernel: Tensor<readonly [5, 20]>
        readonly bias: Tensor<readonly [20]>
      }
      readonly gru_0: {
        readonly kernel: Tensor<readonly [5, 12]>
        readonly recurrentKernel: Tensor<readonly [4, 12]>
        readonly bias: Tensor<readonly [12]>
        readonly recurrentBias: Tensor<readonly [4]>
      }
    }>()
  })
  test('both directions have their own', () => {
    const model = L.pipe(words, L.bidirectional(L.simpleRnn(5)))
    type Direction = L.SimpleRnnParams<6, 5>
    expectTypeOf<L.Params<typeof model>['bidirectional_0']>().toEqualTypeOf<{
      readonly forward: Direction
      readonly backward: Direction
    }>()
  })
  test('attention has four linear maps, with biases or without', () => {
    const model = L.pipe(words, L.multiHeadAttention(2), L.multiHeadAttention(3, { bias: false }))
    type P = L.Params<typeof model>
    expectTypeOf<P['multiHeadAttention_0']['query']>().toEqualTypeOf<{
      readonly kernel: Tensor<readonly [6, 6]>
      readonly bias: Tensor<readonly [6]>
    }>()
    expectTypeOf<P['multiHeadAttention_1']['output']>().toEqualTypeOf<{
      readonly kernel: Tensor<readonly [6, 6]>
    }>()
  })
  test('a gated activation halves what comes out of the hidden features', () => {
    const model = L.pipe(words, L.feedForward(8, { activation: L.swiGlu() }), L.transformerEncoderBlock(2))
    type P = L.Params<typeof model>
    expectTypeOf<P['feedForward_0']['hidden']['kernel']>().toEqualTypeOf<Tensor<readonly [6, 8]>>()
    expectTypeOf<P['feedForward_0']['output']['kernel']>().toEqualTypeOf<Tensor<readonly [4, 6]>>()
    type Block = P['transformerEncoderBlock_0']
    expectTypeOf<Block['feedForward']['hidden']['kernel']>().toEqualTypeOf<Tensor<readonly [6, 24]>>()
    expectTypeOf<Block['attentionNorm']['gamma']>().toEqualTypeOf<Tensor<readonly [6]>>()
  })
  test('a decoder has those of the memory too', () => {
    const model = L.pipe(
      L.input({ target: [7, 6], memory: [5, 4] }),
      L.transformerDecoderBlock(2, { hidden: 9, normalization: L.rmsNorm() }),
    )
    type Block = L.Params<typeof model>['transformerDecoderBlock_0']
    expectTypeOf<Block['crossAttention']['key']['kernel']>().toEqualTypeOf<Tensor<readonly [4, 6]>>()
    expectTypeOf<Block['crossAttentionNorm']>().toEqualTypeOf<{ readonly gamma: Tensor<readonly [6]> }>()
    expectTypeOf<Block['feedForward']['output']['kernel']>().toEqualTypeOf<Tensor<readonly [9, 6]>>()
  })
})

describe('functions', () => {
  test('a cell fits scan', () => {
    const run = (
      params: L.LstmParams<2, 3>,
      start: L.LstmCarry<readonly [8, 3]>,
      xs: Tensor<readonly [5, 8, 2]>,
    ) => scan((carry: typeof start, x: Tensor<readonly [8, 2]>) => L.lstmCell(params, carry, x), start, xs)
    expectTypeOf(run).returns.toEqualTypeOf<
      readonly [L.LstmCarry<readonly [8, 3]>, Tensor<readonly [5, 8, 3]>]
    >()
  })
  test('attention gives a row of features for each query', () => {
    const look = (
      q: Tensor<readonly [2, 4, 3]>,
      k: Tensor<readonly [2, 5, 3]>,
      v: Tensor<readonly [2, 5, 6]>,
    ) => L.scaledDotProductAttention(q, k, v)
    expectTypeOf(look).returns.toEqualTypeOf<Tensor<readonly [2, 4, 6]>>()
    const wrong = (q: Tensor<readonly [4, 3]>, k: Tensor<readonly [5, 2]>) =>
      // @ts-expect-error scaledDotProductAttention: queries and keys differ in features, [4,3] and [5,2]: 3 against 2
      L.scaledDotProductAttention(q, k, k)
    const odd = (q: Tensor<readonly [4, 3]>, k: Tensor<readonly [5, 3]>) =>
      // @ts-expect-error there must be a value for each key, keys are [5,3], values [4,3]: 5 against 4
      L.scaledDotProductAttention(q, k, q)
    expectTypeOf([wrong, odd]).toBeArray()
  })
})

describe('stages that do not fit do not compile, and say why', () => {
  test('no time axis', () => {
    const layer = L.lstm(4)
    // @ts-expect-error there is no time
    const wrong = () => L.pipe(flat, layer)
    expectTypeOf<Shown<typeof layer<typeof flat>>>().toEqualTypeOf<
      DoesNotFit<'lstm: expects a sequence [time,features], this model gives [42]. Put L.reshape([time, features]) before it.'>
    >()
    const both = L.bidirectional(layer)
    expectTypeOf<Shown<typeof both<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'bidirectional: expects a sequence [time,features], this model gives [3,7,6]. Put L.reshape([time, features]) before it.'>
    >()
    const positions = L.learnedPositions()
    expectTypeOf<Shown<typeof positions<typeof flat>>>().toEqualTypeOf<
      DoesNotFit<'learnedPositions: expects a sequence [time,features], this model gives [42]. Put L.reshape([time, features]) before it.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('heads that do not divide the features', () => {
    const layer = L.multiHeadAttention(4)
    // @ts-expect-error 4 does not divide 6
    const wrong = () => L.pipe(words, layer)
    expectTypeOf<Shown<typeof layer<typeof words>>>().toEqualTypeOf<
      DoesNotFit<'multiHeadAttention: expects a sequence [time,features] whose features 4 heads divide, this model gives [7,6]. Choose heads that divide 6.'>
    >()
    const block = L.transformerEncoderBlock(5)
    expectTypeOf<Shown<typeof block<typeof words>>>().toEqualTypeOf<
      DoesNotFit<'transformerEncoderBlock: expects a sequence [time,features] whose features 5 heads divide, this model gives [7,6]. Choose heads that divide 6.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('options', () => {
    // @ts-expect-error a gate that an LSTM does not have
    const gate = () => L.lstm(4, { biases: { update: 1 } })
    // @ts-expect-error the option is called returnSequences
    const sequences = () => L.gru(4, { return_sequences: true })
    // @ts-expect-error no such merge
    const merge = () => L.bidirectional(L.gru(4), { merge: 'mean' })
    // @ts-expect-error no such activation
    const activation = () => L.simpleRnn(4, { activation: 'gelu' })
    expectTypeOf([gate, sequences, merge, activation]).toBeArray()
  })
})
