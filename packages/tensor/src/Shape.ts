/**
 * Shapes as types: the algebra that lets the compiler compute result shapes and refuse what does not fit.
 *
 * A dimension is a number literal where it is known and `number` where it is not. Unknown dimensions never get in the
 * way: every rule answers `number` for them, and the same rule runs again on the values, with the same words. Inside a
 * generic function a dimension may be a type parameter, which stays itself as long as nothing is computed of it, and is
 * `number` after that. Of a union, such as `32 | 64`, rules answer for
 * the members that fit, and an axis that is one of several leaves one of several shapes or an unknown one.
 *
 * @module
 */
export type { DoesNotFit, IsUnknown, IsUnknownRank, Shape, ShapeMismatch, Unsized } from './shape/base.ts'
export type { ExpandDims, NormalizeAxis, Permute, Reduce, ReplaceAxis, Reverse } from './shape/axes.ts'
export type { Broadcast, BroadcastTo, MatMul } from './shape/broadcast.ts'
export type { SameDim, ShowShape } from './shape/dimension.ts'
export type { NestedShape, Reshape } from './shape/reshape.ts'
