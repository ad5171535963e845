/**
 * Immutable arrays with typed shapes, explicit random keys, trees, and the safetensors, npy and npz codecs.
 *
 * @packageDocumentation
 */
export * from './bits.ts'
export * from './contraction.ts'
export * from './convolution/index.ts'
export * from './einsum/index.ts'
export * from './create.ts'
export { type Diag, diag } from './creation/diagonal.ts'
export { type Grid, type GridShape, type Indexing, meshgrid } from './creation/grid.ts'
export { type DiagonalOption, tri, tril, triu } from './creation/triangle.ts'
export type { ArrayOf, DType, FloatDType, ToFloat, ToSum, TypedArray } from './DType.ts'
export type { DTypeOf, Promote, Strengthen } from './promotion.ts'
export * from './elementwise.ts'
export { DTypeError, GradusError, ShapeError, ValueError } from './errors.ts'
export * from './linalg/index.ts'
export * from './movement.ts'
export * from './movement/axes.ts'
export { gather, takeAlong } from './movement/gather.ts'
export { bincount, type BincountOptions } from './movement/bincount.ts'
export { type Bins, type Histogram, histogram, type HistogramOptions } from './movement/histogram.ts'
export * from './movement/join.ts'
export * from './movement/pad.ts'
export type { Positions } from './movement/positions.ts'
export * from './movement/repeat.ts'
export * from './movement/scatter.ts'
export * from './movement/slice.ts'
export * from './movement/sort.ts'
export * from './movement/unique.ts'
export type { Fits, Of } from './operand.ts'
export * from './reduce.ts'
export {
  cumMax,
  cumProd,
  cumSum,
  type Running,
  type RunningExtreme,
  type RunningOption,
  type RunningTotal,
} from './reduction/cumulative.ts'
export { median, quantile, type QuantileShape } from './reduction/quantile.ts'
export type { Add, Multiply, Product, Subtract } from './Arithmetic.ts'
export type { Divide } from './ArithmeticDivision.ts'
export type * from './Shape.ts'
export type * from './MovementShape.ts'
export {
  type AnyTensor,
  isConcrete,
  isFloating,
  isTensor,
  type Operand,
  type ShapeOf,
  sizeOf,
  type Tensor,
} from './Tensor.ts'
export * from './transcendental.ts'
export {
  fromTransfer,
  type Restored,
  toTransfer,
  type Transfer,
  transferList,
  type Transferred,
} from './transfer.ts'
export type { JsonNumber, JsonTensor } from './json.ts'
export * as Npy from './npy/Npy.ts'
export * as Npz from './npy/Npz.ts'
export * as Rng from './random/index.ts'
export * as Safetensors from './Safetensors.ts'
export * as Tree from './tree/index.ts'
export { type EngineInfo, engineInfo, setThreads } from './wasm/default.ts'
