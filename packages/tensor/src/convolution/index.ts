/** Windows that slide over images, signals and volumes. */
export {
  type AdaptiveAveragePool,
  adaptiveAveragePool1d,
  adaptiveAveragePool2d,
  adaptiveAveragePool3d,
  type AdaptiveMaxPool,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
} from './adaptivePool.ts'
export { conv1d, conv2d, conv3d, type Convolution, type ConvolutionOptions } from './convolve.ts'
export {
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type TransposedConvolution,
  type TransposedConvolutionOptions,
} from './convTranspose.ts'
export {
  maxPool1dWithIndices,
  maxPool2dWithIndices,
  maxPool3dWithIndices,
  type MaxPoolWithIndices,
  type MaxUnpool,
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
  type PooledWithIndices,
} from './maxPoolIndices.ts'
export {
  type AveragePool,
  averagePool1d,
  averagePool2d,
  averagePool3d,
  type AveragePoolOptions,
  globalAveragePool,
  globalMaxPool,
  type GlobalPoolOptions,
  type MaxPool,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type PoolOptions,
} from './pool.ts'
export { resize } from './resize.ts'
export type { NearestRounding, PixelCoordinates, ResizeMethod, ResizeOptions } from './resizeOptions.ts'
export type {
  Convolved,
  ConvolvedBack,
  Globally,
  Padding,
  PerAxis,
  Pooled,
  Resized,
  Spatial,
} from './Sizes.ts'
