/**
 * Models by `pipe`, with parameter types inferred.
 *
 * @module
 */

// Native ESM cannot import 'fp-ts/function' (a folder of CommonJS), so the one function that models are built with comes along.
export { pipe } from '#fp/function'

export * from './activations/index.ts'
export * from './combinators/index.ts'
export * from './convolution/index.ts'
export * from './features/index.ts'
export * from './pooling/index.ts'
export { activationStatistics } from './activationStatistics.ts'
export type { ActivationReport, LayerSignal, ModelStatisticsOptions } from './activationStatistics.ts'
export { apply } from './apply.ts'
export type { Applied, Batch, Reads } from './apply.ts'
export { bilinear } from './bilinear.ts'
export type { Bilinear, BilinearParams } from './bilinear.ts'
export { layer } from './custom.ts'
export type { LayerDefinition } from './custom.ts'
export { dense } from './dense.ts'
export type { Dense, DenseOptions, DenseParams } from './dense.ts'
export { describe } from './describe.ts'
export type { LayerDescription } from './describe.ts'
export { dropout } from './dropout.ts'
export { embedding } from './embedding.ts'
export type { Embedding, EmbeddingOptions, EmbeddingParams } from './embedding.ts'
export { flatten } from './flatten.ts'
export type { Flatten } from './flatten.ts'
export { fromSpecs } from './fromSpecs.ts'
export type { LayerSpecError } from './fromSpecs.ts'
export { init } from './init.ts'
export type { Initial } from './init.ts'
export { input } from './input.ts'
export type { InputOptions, InputSignal } from './input.ts'
export type {
  Layer,
  LayerType,
  LeafSpec,
  LeafSpecs,
  Misfit,
  Mode,
  Reading,
  SameShape,
  Says,
  Settings,
  Step,
} from './Layer.ts'
export { initializerNames, layerKinds } from './LayerSpec.ts'
export type { LayerKind, LayerSpec } from './LayerSpec.ts'
export type {
  AnyModel,
  Begin,
  LayerParams,
  LayerState,
  Ledger,
  Model,
  ModelLike,
  Params,
  PlacedLayer,
  SignalModel,
  State,
} from './Model.ts'
export { named } from './named.ts'
export * from './normalization/index.ts'
export * from './attention/index.ts'
export * from './recurrent/index.ts'
export * from './transfer/index.ts'
export type { Stage } from './Stage.ts'
export type { OneSignal, ShapeOf, Signal, Signals, Value, ValueOf, Values, Whole } from './Signal.ts'
export { summary } from './summary.ts'
