/** Convolutions. */
export { conv1d, conv2d, conv3d } from './convolution.ts'
export type {
  Convolution,
  ConvolutionOptions,
  KernelMoves,
  KernelOptions,
  KernelParams,
  MakeConvolution,
  WeightOptions,
} from './convolution.ts'
export { depthwiseConv1d, depthwiseConv2d, depthwiseConv3d } from './depthwise.ts'
export type { DepthwiseConvolution, DepthwiseOptions, MakeDepthwise } from './depthwise.ts'
export { separableConv1d, separableConv2d, separableConv3d } from './separable.ts'
export type { MakeSeparable, SeparableConvolution, SeparableParams } from './separable.ts'
export type { PaddingOf, Pair, PerSpatial, Spatial } from './spatial.ts'
export { convTranspose1d, convTranspose2d, convTranspose3d } from './transposed.ts'
export type {
  MakeTransposed,
  TransposedConvolution,
  TransposedOptions,
  TransposedParams,
} from './transposed.ts'
export type { Moves } from './windows.ts'
