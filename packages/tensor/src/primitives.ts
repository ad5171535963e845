/**
 * The seam for transformations such as `@gradus/autograd`: the set of primitives, and how to stand in for values.
 *
 * @module
 */
export { type Abstract, abstractOf } from './abstract.ts'
export { bind } from './bind.ts'
export { isTraced, type PrimitiveName, type Primitives, type Trace, type Traced } from './Primitive.ts'
export type { SpecialFunction } from './Special.ts'
