/**
 * Weight initialisers as pure functions of a key and a shape.
 *
 * @module
 */
export {
  activationStatistics,
  type ActivationStatisticsOptions,
  type LayerStatistics,
  type SignalReport,
  signalStatistics,
  type Verdict,
} from './activationStatistics.ts'
export { constant, ones, reluBias, zeros } from './constant.ts'
export { fans, type Fans } from './fans.ts'
export { forActivation, type ForActivationOptions } from './forActivation.ts'
export { gain, type Activation, type GainOptions } from './gain.ts'
export {
  glorotNormal,
  glorotNormal as xavierNormal,
  glorotUniform,
  glorotUniform as xavierUniform,
} from './glorot.ts'
export { heNormal, heNormal as kaimingNormal, heUniform, heUniform as kaimingUniform } from './he.ts'
export { dirac, identity } from './identity.ts'
export type { Initializer } from './Initializer.ts'
export { lecunNormal, lecunUniform } from './lecun.ts'
export { large, normal, small } from './normal.ts'
export { deltaOrthogonal, orthogonal } from './orthogonal.ts'
export { priorBias } from './priorBias.ts'
export { reinitialize, type Rule } from './reinitialize.ts'
export { sparse, type SparseOptions } from './sparse.ts'
export { truncatedNormal } from './truncatedNormal.ts'
export { uniform } from './uniform.ts'
export {
  varianceScaling,
  type Distribution,
  type FanMode,
  type VarianceScalingOptions,
} from './varianceScaling.ts'
