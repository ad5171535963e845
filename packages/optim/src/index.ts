/**
 * Gradient transformations that compose, the optimisers made of them, and schedules.
 *
 * @module
 */
export { applyUpdates } from './applyUpdates.ts'
export type { Count } from './Count.ts'
export {
  stateless,
  type EmptyState,
  type GradientTransformation,
  type OptimizerState,
  type ParamsLike,
  type StateOf,
} from './GradientTransformation.ts'
export { adam, type AdamOptions, type AdamState } from './optimizers/adam.ts'
export { adamW, type AdamWOptions, type AdamWState } from './optimizers/adamW.ts'
export { sgd, type SgdOptions, type SgdState } from './optimizers/sgd.ts'
export { curve, type Curve, type Schedule } from './Schedule.ts'
export { constant } from './schedules/constant.ts'
export { cosineDecay, type CosineDecayOptions } from './schedules/cosineDecay.ts'
export { exponentialDecay, type ExponentialDecayOptions } from './schedules/exponentialDecay.ts'
export { warmupCosine, type WarmupCosineOptions } from './schedules/warmupCosine.ts'
export type { Select } from './select.ts'
export { addDecayedWeights, type AddDecayedWeightsOptions } from './transformations/addDecayedWeights.ts'
export { chain } from './transformations/chain.ts'
export { clipByGlobalNorm } from './transformations/clipByGlobalNorm.ts'
export { identity } from './transformations/identity.ts'
export { scale } from './transformations/scale.ts'
export { scaleByAdam, type ScaleByAdamOptions, type ScaleByAdamState } from './transformations/scaleByAdam.ts'
export { scaleByLearningRate, type ScaleByLearningRateState } from './transformations/scaleByLearningRate.ts'
export { trace, type TraceOptions, type TraceState } from './transformations/trace.ts'
