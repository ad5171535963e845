/**
 * Trained models put to another use.
 *
 * @module
 */
export type { Trained } from './freeze.ts'
export { freeze, isTrainable, partition, unfreeze } from './freeze.ts'
export type { Loaded, NameMap, WeightMisfit, WeightRecord } from './loadParams.ts'
export { loadParams } from './loadParams.ts'
export { replaceHead, take } from './take.ts'
