/**
 * Weight initialisers as pure functions of a key and a shape.
 *
 * @module
 */
export { constant, ones, zeros } from './constant.ts'
export { fans, type Fans } from './fans.ts'
export { gain, type Activation, type GainOptions } from './gain.ts'
export { glorotNormal, glorotUniform } from './glorot.ts'
export { heNormal, heUniform } from './he.ts'
export type { Initializer } from './Initializer.ts'
export { lecunNormal, lecunUniform } from './lecun.ts'
export { normal } from './normal.ts'
export { truncatedNormal } from './truncatedNormal.ts'
export { uniform } from './uniform.ts'
export {
  varianceScaling,
  type Distribution,
  type FanMode,
  type VarianceScalingOptions,
} from './varianceScaling.ts'
