/**
 * Penalties, constraints, the dropout family, early stopping, ensembles and weight averages as pure functions.
 *
 * @module
 */
export { reestimateBatchNorm } from './averages/reestimateBatchNorm.ts'
export {
  stochasticWeightAverage,
  type StochasticWeightAverage,
  type StochasticWeightAverageOptions,
  type StochasticWeightAverageState,
} from './averages/stochasticWeightAverage.ts'
export {
  weightAverage,
  type WeightAverage,
  type WeightAverageOptions,
  type WeightAverageState,
} from './averages/weightAverage.ts'
export { adaBoost, type AdaBoost, type AdaBoostOptions, type Boosted } from './boosting/adaBoost.ts'
export {
  type GradientBoosted,
  gradientBoosting,
  type GradientBoosting,
  type GradientBoostingOptions,
} from './boosting/gradientBoosting.ts'
export { samme, type Samme, type SammeOptions, type SammeState } from './boosting/samme.ts'
export type { Constraint } from './Constraint.ts'
export { maxNorm } from './constraints/maxNorm.ts'
export { nonNegative } from './constraints/nonNegative.ts'
export { unitNorm } from './constraints/unitNorm.ts'
export {
  earlyStopping,
  type EarlyStopping,
  type EarlyStoppingOptions,
  type EarlyStoppingState,
} from './earlyStopping.ts'
export { type Members, type MemberWeights, predictAll, stackMembers, unstackMembers } from './Ensemble.ts'
export { average } from './ensemble/average.ts'
export { bagging, type BaggingOptions, bootstrap, outOfBag } from './ensemble/bagging.ts'
export { monteCarlo, type MonteCarloOptions } from './ensemble/monteCarlo.ts'
export { type SnapshotOptions, snapshots, type Snapshots, type SnapshotsState } from './ensemble/snapshots.ts'
export { testTimeAugmentation, type View } from './ensemble/testTimeAugmentation.ts'
export { type Uncertainty, uncertainty } from './ensemble/uncertainty.ts'
export { vote, votes } from './ensemble/vote.ts'
export type { Groups } from './groups.ts'
export { keepBest, type KeepBest, type KeepBestState } from './keepBest.ts'
export { cutmix } from './mixing/cutmix.ts'
export type { Examples, Mixture, MixtureOptions } from './mixing/Mixture.ts'
export { mixup } from './mixing/mixup.ts'
export type { Noise } from './Noise.ts'
export { alphaDropout, dropAlpha } from './noise/alphaDropout.ts'
export { cutout, type Cutout, cutSquares } from './noise/cutout.ts'
export { drop } from './noise/drop.ts'
export { dropConnect, dropWeights } from './noise/dropConnect.ts'
export { addGaussianNoise, gaussianNoise } from './noise/gaussianNoise.ts'
export { dropChannels, spatialDropout, type SpatialDropout } from './noise/spatialDropout.ts'
export { dropPaths, stochasticDepth } from './noise/stochasticDepth.ts'
export type { Penalty } from './Penalty.ts'
export { elasticNet, type ElasticNetOptions } from './penalties/elasticNet.ts'
export { groupLasso, type GroupOptions } from './penalties/groupLasso.ts'
export { l1 } from './penalties/l1.ts'
export { l2 } from './penalties/l2.ts'
export { groupSoftThreshold } from './proximal/groupSoftThreshold.ts'
export { softThreshold } from './proximal/softThreshold.ts'
export { isWeight, type Select, type SelectOptions } from './select.ts'
