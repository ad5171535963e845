/** Attention, positions and transformer blocks against PyTorch; tools/golden/layers_attention.py makes the values. */
import * as L from '@gradus/layers'
import * as T from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import { conform } from './harness/conform.ts'

/** Steps that are not real are filled with thousands, which must not be seen. */
const mask: L.SequenceMask = (x) => T.less(T.max(x, { axis: -1 }), 100)

interface Triple {
  readonly query: Tensor<readonly [2, 4, 3]>
  readonly key: Tensor<readonly [2, 5, 3]>
  readonly value: Tensor<readonly [2, 5, 2]>
}

const seen = T.cast(
  T.tensor([
    [1, 1, 0, 1, 0],
    [0, 0, 1, 0, 0],
    [1, 0, 0, 0, 1],
    [1, 1, 1, 1, 1],
  ]),
  'bool',
)

const attention =
  (options: L.AttentionOptions) =>
  ({ query, key, value }: Triple) =>
    L.scaledDotProductAttention(query, key, value, options)

interface Crossing {
  readonly params: L.AttentionParams<6, 4>
  readonly x: Tensor<readonly [2, 4, 6]>
  readonly context: Tensor<readonly [2, 3, 4]>
}

/** PyTorch's own gradients of these blocks are off by 1.7 times the usual tolerance in single precision: sums cancel. */
const tolerance = { float32: [4e-5, 1e-5], float64: [1e-11, 1e-12] } as const

const heads = 3
const hidden = 5
const postNorm = { hidden, normFirst: false } as const

interface Pair {
  readonly params: object
  readonly target: Tensor
  readonly memory: Tensor
}

/** A stage of two inputs as a function of them and of its parameters. */
const ofPair = (stage: { readonly layer: unknown }) => {
  const apply = L.apply as unknown as (...args: readonly unknown[]) => { readonly output: unknown }
  return ({ params, target, memory }: Pair): AnyTensor => {
    const signal = { target: target.shape.slice(1), memory: memory.shape.slice(1) }
    const model = (stage as unknown as (model: unknown) => L.AnyModel)(L.input(signal))
    const under = { [model.layers[0]?.name ?? '']: params }
    const { output } = apply(model, under, {}, { target, memory }, { mode: 'eval' })
    return T.isTensor(output) ? output : (output as Pair).target
  }
}

conform('attention', {
  crossAttention: { f: ofPair(L.crossAttention(heads)) },
  transformerDecoderBlock: { f: ofPair(L.transformerDecoderBlock(heads, { hidden })), tolerance },
  'transformerDecoderBlock, mask': {
    f: ofPair(L.transformerDecoderBlock(heads, { hidden, mask, memoryMask: mask, activation: L.gelu() })),
    tolerance,
  },
  'transformerDecoderBlock, post-norm': {
    f: ofPair(L.transformerDecoderBlock(heads, postNorm)),
    tolerance,
  },
  scaledDotProductAttention: { f: attention({}) },
  'scaledDotProductAttention, causal': { f: attention({ causal: true }) },
  'scaledDotProductAttention, mask': { f: attention({ mask: seen as Tensor<Shape, 'bool'> }) },
  'scaledDotProductAttention, scale': { f: attention({ scale: 0.3 }) },
  multiHeadAttention: { stage: L.multiHeadAttention(heads) },
  'multiHeadAttention, causal': { stage: L.multiHeadAttention(heads, { causal: true }) },
  'multiHeadAttention, mask': { stage: L.multiHeadAttention(heads, { mask }) },
  'multiHeadAttention, mask, causal': { stage: L.multiHeadAttention(heads, { mask, causal: true }) },
  'multiHeadAttention, no bias': { stage: L.multiHeadAttention(heads, { bias: false }) },
  'multiHeadAttention, rotary': { stage: L.multiHeadAttention(heads, { rotary: true }) },
  'attend, to a context': {
    f: ({ params, x, context }: Crossing) => L.attend(params, x, context, { heads }),
  },
  rotary: { f: ({ x }: { x: Tensor }) => L.rotary(x) },
  'rotary, halves': { f: ({ x }: { x: Tensor }) => L.rotary(x, { pairs: 'halves' }) },
  sinusoidalPositions: { stage: L.sinusoidalPositions() },
  'sinusoidalPositions, odd width': { stage: L.sinusoidalPositions() },
  'sinusoidalPositions, mask': { stage: L.sinusoidalPositions({ mask }) },
  learnedPositions: { stage: L.learnedPositions() },
  feedForward: { stage: L.feedForward(hidden) },
  'feedForward, gelu': { stage: L.feedForward(hidden, { activation: L.gelu() }) },
  'feedForward, swiGlu': { stage: L.feedForward(8, { activation: L.swiGlu() }) },
  transformerEncoderBlock: { stage: L.transformerEncoderBlock(heads, { hidden }), tolerance },
  'transformerEncoderBlock, gelu, causal': {
    stage: L.transformerEncoderBlock(heads, { hidden, activation: L.gelu(), causal: true }),
    tolerance,
  },
  'transformerEncoderBlock, mask': {
    stage: L.transformerEncoderBlock(heads, { hidden, mask }),
    tolerance,
  },
  'transformerEncoderBlock, post-norm': {
    stage: L.transformerEncoderBlock(heads, postNorm),
    tolerance,
  },
  'transformerEncoderBlock, post-norm, gelu, mask': {
    stage: L.transformerEncoderBlock(heads, { ...postNorm, activation: L.gelu(), mask }),
    tolerance,
  },
})
