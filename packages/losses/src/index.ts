/**
 * Objective functions, and metrics that add up exactly over batches.
 *
 * @module
 */
export { binaryCrossEntropy } from './losses/binaryCrossEntropy.ts'
export { expectedInitialLoss } from './losses/expectedInitialLoss.ts'
export { huber, type HuberOptions } from './losses/huber.ts'
export { logCosh } from './losses/logCosh.ts'
export { mae } from './losses/mae.ts'
export { mse } from './losses/mse.ts'
export { softmaxCrossEntropy, type SoftmaxCrossEntropyOptions } from './losses/softmaxCrossEntropy.ts'
export { measure, metric, type Metric, type MetricParts } from './Metric.ts'
export { accuracy, type AccuracyCounts } from './metrics/accuracy.ts'
export { combine } from './metrics/combine.ts'
export { confusionMatrix, type ConfusionCounts } from './metrics/confusionMatrix.ts'
export { meanLoss, type LossSum, type UnreducedLoss } from './metrics/meanLoss.ts'
export { r2, type R2Moments } from './metrics/r2.ts'
export { rmse, type SquaredErrorSum } from './metrics/rmse.ts'
export type { Objective, Reduced, Reduction, ReductionOptions, SameShape } from './Objective.ts'
export { wilsonInterval, type Interval } from './statistics/wilsonInterval.ts'
