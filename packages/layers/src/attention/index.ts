export { attend } from './attend.ts'
export type { AttendOptions, AttentionParams } from './attend.ts'
export { feedForward } from './feedForward.ts'
export type { FeedForward, FeedForwardOptions, FeedForwardParams } from './feedForward.ts'
export { learnedPositions } from './learnedPositions.ts'
export type { LearnedPositions, LearnedPositionsOptions, LearnedPositionsParams } from './learnedPositions.ts'
export { multiHeadAttention } from './multiHeadAttention.ts'
export type {
  MultiHeadAttention,
  MultiHeadAttentionOptions,
  SelfAttentionOptions,
} from './multiHeadAttention.ts'
export { rotary } from './rotary.ts'
export type { RotaryOptions } from './rotary.ts'
export { scaledDotProductAttention } from './scaledDotProductAttention.ts'
export type { AttentionOptions, WeightDropout } from './scaledDotProductAttention.ts'
export { sinusoidal, sinusoidalPositions } from './sinusoidalPositions.ts'
export type { SinusoidalOptions, SinusoidalPositions } from './sinusoidalPositions.ts'
export type { BlockOptions, BlockParams, HiddenOf } from './transformerBlock.ts'
export { transformerEncoderBlock } from './transformerEncoderBlock.ts'
export type { TransformerEncoderBlock } from './transformerEncoderBlock.ts'
export { crossAttention } from './crossAttention.ts'
export type { CrossAttention, CrossAttentionOptions } from './crossAttention.ts'
export { transformerDecoderBlock } from './transformerDecoderBlock.ts'
export type {
  DecoderBlockOptions,
  DecoderBlockParams,
  TransformerDecoderBlock,
} from './transformerDecoderBlock.ts'
