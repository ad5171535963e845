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
  type LeavesLike,
  type OptimizerState,
  type ParamsLike,
  type PartLike,
  type StateOf,
} from './GradientTransformation.ts'
export type { Hyperparameter } from './Hyperparameter.ts'
export { curve, type Curve, type Schedule } from './Schedule.ts'
export type { Select } from './select.ts'
export {
  exponentialAverage,
  averageWindow,
  type ExponentialAverageOptions,
} from './averages/exponentialAverage.ts'
export { bfgs, type BfgsOptions, type BfgsState } from './minimize/bfgs.ts'
export {
  conjugateGradient,
  type ConjugateGradientOptions,
  type ConjugateGradientState,
  type ConjugateRule,
} from './minimize/conjugateGradient.ts'
export {
  gradientDescent,
  type GradientDescentOptions,
  type GradientDescentState,
} from './minimize/gradientDescent.ts'
export { lbfgs, type LbfgsOptions, type LbfgsState } from './minimize/lbfgs.ts'
export { backtracking, type BacktrackingOptions } from './minimize/lineSearches/backtracking.ts'
export { hagerZhang, type HagerZhangOptions } from './minimize/lineSearches/hagerZhang.ts'
export type { Line, LineSearch, Look, Search } from './minimize/lineSearches/LineSearch.ts'
export { strongWolfe, type StrongWolfeOptions } from './minimize/lineSearches/strongWolfe.ts'
export { linearCg, type LinearCgOptions, type LinearSolution } from './minimize/linearCg.ts'
export {
  iterates,
  minimize,
  type IterateReport,
  type MinimizeOptions,
  type Minimum,
  type Snapshot,
  type StopReason,
} from './minimize/minimize.ts'
export type { Evaluation, Iterate, Loss, Minimizer, Objective, Work } from './minimize/Minimizer.ts'
export { newton, type NewtonOptions, type NewtonState } from './minimize/newton.ts'
export { newtonCg, type NewtonCgState } from './minimize/newtonCg.ts'
export { objective } from './minimize/objective.ts'
export type { Pair } from './minimize/pairs.ts'
export type { Matrix, Vector } from './minimize/vectors.ts'
export { adadelta, type AdadeltaOptions, type AdadeltaState } from './optimizers/adadelta.ts'
export { adafactor, type AdafactorOptions, type AdafactorState } from './optimizers/adafactor.ts'
export { adagrad, type AdagradOptions, type AdagradState } from './optimizers/adagrad.ts'
export { adam, type AdamOptions, type AdamState } from './optimizers/adam.ts'
export { adamW, type AdamWOptions, type AdamWState } from './optimizers/adamW.ts'
export { adamax, type AdamaxOptions, type AdamaxState } from './optimizers/adamax.ts'
export { amsgrad, type AmsgradOptions, type AmsgradState } from './optimizers/amsgrad.ts'
export { centredRmsprop, type CentredRmspropState } from './optimizers/centredRmsprop.ts'
export { lamb, type LambOptions, type LambState } from './optimizers/lamb.ts'
export { lars, type LarsOptions, type LarsState } from './optimizers/lars.ts'
export { lion, type LionOptions, type LionState } from './optimizers/lion.ts'
export { momentum, type MomentumOptions } from './optimizers/momentum.ts'
export { muon, type MuonOptions, type MuonState } from './optimizers/muon.ts'
export { nadam } from './optimizers/nadam.ts'
export { nesterov } from './optimizers/nesterov.ts'
export { radam, type RadamOptions, type RadamState } from './optimizers/radam.ts'
export { rmsprop, type RmspropOptions, type RmspropState } from './optimizers/rmsprop.ts'
export { rprop, type RpropState } from './optimizers/rprop.ts'
export {
  scheduleFreeAdamW,
  type ScheduleFreeAdamWOptions,
  type ScheduleFreeAdamWState,
} from './optimizers/scheduleFreeAdamW.ts'
export { sgd, type SgdOptions, type SgdState } from './optimizers/sgd.ts'
export { sm3, type Sm3Options, type Sm3State } from './optimizers/sm3.ts'
export { yogi, type YogiOptions, type YogiState } from './optimizers/yogi.ts'
export { constant } from './schedules/constant.ts'
export { cosineDecay, type CosineDecayOptions } from './schedules/cosineDecay.ts'
export { cosineRestarts, type CosineRestartsOptions } from './schedules/cosineRestarts.ts'
export { cyclic, type CyclicOptions } from './schedules/cyclic.ts'
export { exponentialDecay, type ExponentialDecayOptions } from './schedules/exponentialDecay.ts'
export { inverseTime, type InverseTimeOptions } from './schedules/inverseTime.ts'
export { join } from './schedules/join.ts'
export { oneCycle, type OneCycleOptions } from './schedules/oneCycle.ts'
export { piecewiseConstant, type PiecewiseConstantOptions } from './schedules/piecewiseConstant.ts'
export { polynomial, type PolynomialOptions } from './schedules/polynomial.ts'
export {
  reduceOnPlateau,
  type ReduceOnPlateauOptions,
  type PlateauState,
  type Plateau,
} from './schedules/reduceOnPlateau.ts'
export { stepDecay, type StepDecayOptions } from './schedules/stepDecay.ts'
export { warmup, type WarmupOptions } from './schedules/warmup.ts'
export { warmupCosine, type WarmupCosineOptions } from './schedules/warmupCosine.ts'
export { accumulate, type AccumulateState } from './transformations/accumulate.ts'
export { adaptiveClip, type AdaptiveClipOptions } from './transformations/adaptiveClip.ts'
export { addDecayedWeights, type AddDecayedWeightsOptions } from './transformations/addDecayedWeights.ts'
export { addNoise, type AddNoiseOptions, type AddNoiseState } from './transformations/addNoise.ts'
export {
  applyIfFinite,
  type ApplyIfFiniteOptions,
  type ApplyIfFiniteState,
} from './transformations/applyIfFinite.ts'
export { centralize } from './transformations/centralize.ts'
export { chain } from './transformations/chain.ts'
export { clipByGlobalNorm } from './transformations/clipByGlobalNorm.ts'
export { clipByNorm } from './transformations/clipByNorm.ts'
export { clipByRms } from './transformations/clipByRms.ts'
export { clipByValue } from './transformations/clipByValue.ts'
export { ema, type EmaOptions, type EmaState } from './transformations/ema.ts'
export { freeze } from './transformations/freeze.ts'
export { identity } from './transformations/identity.ts'
export {
  injectHyperparams,
  type Hyperparams,
  type InjectHyperparamsState,
} from './transformations/injectHyperparams.ts'
export { lookahead, type LookaheadOptions, type LookaheadState } from './transformations/lookahead.ts'
export { masked } from './transformations/masked.ts'
export { monitor, type Measurements, type MonitorState } from './transformations/monitor.ts'
export { partition, type PartitionState } from './transformations/partition.ts'
export { sam, type SamOptions, type SamState } from './transformations/sam.ts'
export { scale } from './transformations/scale.ts'
export {
  scaleByAdadelta,
  type ScaleByAdadeltaOptions,
  type ScaleByAdadeltaState,
} from './transformations/scaleByAdadelta.ts'
export {
  scaleByAdagrad,
  type ScaleByAdagradOptions,
  type ScaleByAdagradState,
} from './transformations/scaleByAdagrad.ts'
export { scaleByAdam, type ScaleByAdamOptions, type ScaleByAdamState } from './transformations/scaleByAdam.ts'
export {
  scaleByAdamax,
  type ScaleByAdamaxOptions,
  type ScaleByAdamaxState,
} from './transformations/scaleByAdamax.ts'
export {
  scaleByAmsgrad,
  type ScaleByAmsgradOptions,
  type ScaleByAmsgradState,
} from './transformations/scaleByAmsgrad.ts'
export {
  scaleByFactoredRms,
  type ScaleByFactoredRmsOptions,
  type ScaleByFactoredRmsState,
} from './transformations/scaleByFactoredRms.ts'
export { scaleByLearningRate, type ScaleByLearningRateState } from './transformations/scaleByLearningRate.ts'
export { scaleByLion, type ScaleByLionOptions, type ScaleByLionState } from './transformations/scaleByLion.ts'
export { scaleByMuon, type ScaleByMuonOptions, type ScaleByMuonState } from './transformations/scaleByMuon.ts'
export { scaleByNadam } from './transformations/scaleByNadam.ts'
export {
  scaleByParameterRms,
  type ScaleByParameterRmsOptions,
} from './transformations/scaleByParameterRms.ts'
export {
  scaleByRadam,
  type ScaleByRadamOptions,
  type ScaleByRadamState,
} from './transformations/scaleByRadam.ts'
export { scaleByRms, type ScaleByRmsOptions, type ScaleByRmsState } from './transformations/scaleByRms.ts'
export {
  scaleByRprop,
  type ScaleByRpropOptions,
  type ScaleByRpropState,
} from './transformations/scaleByRprop.ts'
export { scaleBySm3, type ScaleBySm3Options, type ScaleBySm3State } from './transformations/scaleBySm3.ts'
export { scaleByStddev, type ScaleByStddevState } from './transformations/scaleByStddev.ts'
export { scaleByTrustRatio, type ScaleByTrustRatioOptions } from './transformations/scaleByTrustRatio.ts'
export { scaleByYogi, type ScaleByYogiOptions, type ScaleByYogiState } from './transformations/scaleByYogi.ts'
export {
  scheduleFreeParams,
  scheduleFree,
  type ScheduleFreeOptions,
  type ScheduleFreeState,
} from './transformations/scheduleFree.ts'
export { trace, type TraceOptions, type TraceState } from './transformations/trace.ts'
export { zeroNonFinite, type ZeroNonFiniteState } from './transformations/zeroNonFinite.ts'
