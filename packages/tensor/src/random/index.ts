/**
 * Random numbers from explicit keys.
 *
 * @module
 */
export {
  bernoulli,
  bits,
  foldIn,
  fromData,
  type Key,
  key,
  normal,
  permutation,
  type RangeOptions,
  split,
  toData,
  truncatedNormal,
  type TruncationOptions,
  uniform,
} from '../Rng.ts'
export * from './continuous.ts'
export * from './discrete.ts'
export * from './orthogonal.ts'
