/**
 * Objective functions, and metrics that add up exactly over batches.
 *
 * @module
 */
export type { ClassOptions } from './classification.ts'
export { binaryCrossEntropy, type BinaryCrossEntropyOptions } from './losses/binaryCrossEntropy.ts'
export { cosine } from './losses/cosine.ts'
export { ctc, type CtcOptions } from './losses/ctc.ts'
export { dice, type DiceOptions } from './losses/dice.ts'
export { expectedInitialLoss, type KnownLoss } from './losses/expectedInitialLoss.ts'
export { focal, type FocalOptions } from './losses/focal.ts'
export { hinge } from './losses/hinge.ts'
export { huber, type HuberOptions } from './losses/huber.ts'
export { kl } from './losses/kl.ts'
export { logCosh } from './losses/logCosh.ts'
export { mae } from './losses/mae.ts'
export { mse, type MseOptions } from './losses/mse.ts'
export { multiclassHinge, type MulticlassHingeOptions } from './losses/multiclassHinge.ts'
export { nll } from './losses/nll.ts'
export { poisson } from './losses/poisson.ts'
export { softmaxCrossEntropy, type SoftmaxCrossEntropyOptions } from './losses/softmaxCrossEntropy.ts'
export { squaredHinge } from './losses/squaredHinge.ts'
export { triplet, type TripletOptions } from './losses/triplet.ts'
export {
  measure,
  mergeStacked,
  metric,
  type Metric,
  type MetricParts,
  type Read,
  type StackedAccumulators,
  type TensorMetric,
} from './Metric.ts'
export { accuracy, type AccuracyCounts } from './metrics/accuracy.ts'
export {
  calibrationError,
  type CalibrationBins,
  type CalibrationErrorOptions,
} from './metrics/calibrationError.ts'
export type { Average, Averaged, ClassScore, ClassScoreOptions } from './metrics/classScores.ts'
export { combine, type Combined } from './metrics/combine.ts'
export { confusionMatrix, type ConfusionCounts } from './metrics/confusionMatrix.ts'
export type { Double, Doubles } from './metrics/counting.ts'
export { fBeta, type FBetaOptions } from './metrics/fBeta.ts'
export { logLoss } from './metrics/logLoss.ts'
export { meanLoss, type LossSum, type UnreducedLoss } from './metrics/meanLoss.ts'
export { perplexity, type PerplexityOptions } from './metrics/perplexity.ts'
export { prAuc } from './metrics/prAuc.ts'
export { precision } from './metrics/precision.ts'
export { r2, type R2Moments } from './metrics/r2.ts'
export type { RankedScores } from './metrics/ranking.ts'
export { recall } from './metrics/recall.ts'
export { rmse, type SquaredErrorSum } from './metrics/rmse.ts'
export { rocAuc } from './metrics/rocAuc.ts'
export { topK } from './metrics/topK.ts'
export type { Lengths } from './lengths.ts'
export type { Objective, Reduced, Reduction, ReductionOptions, SameShape } from './Objective.ts'
export { wilsonInterval, type Interval } from './statistics/wilsonInterval.ts'
