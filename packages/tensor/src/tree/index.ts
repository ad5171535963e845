/**
 * Trees: parameters, gradients and optimiser states as readonly records, tuples and arrays of tensors, nested to any depth.
 *
 * @module
 */
export {
  entries,
  equals,
  fromPaths,
  globalNorm,
  leaves,
  map,
  type Mapped,
  paths,
  reduce,
  showMismatch,
  type TreeMismatch,
  zipWith,
} from '../Tree.ts'
export * from './access.ts'
export * from './partition.ts'
