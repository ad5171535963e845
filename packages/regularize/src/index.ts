/**
 * Penalties, constraints, early stopping and weight averages as pure functions.
 *
 * @module
 */
export type { Constraint } from './Constraint.ts'
export { maxNorm, type MaxNormOptions } from './constraints/maxNorm.ts'
export {
  earlyStopping,
  type EarlyStopping,
  type EarlyStoppingOptions,
  type EarlyStoppingState,
} from './earlyStopping.ts'
export type { Penalty, PenaltyOptions } from './Penalty.ts'
export { elasticNet, type ElasticNetOptions } from './penalties/elasticNet.ts'
export { l1 } from './penalties/l1.ts'
export { l2 } from './penalties/l2.ts'
export { isWeight, type Select } from './select.ts'
export {
  weightAverage,
  type WeightAverage,
  type WeightAverageOptions,
  type WeightAverageState,
} from './weightAverage.ts'
