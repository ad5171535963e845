/**
 * Layers that hold others, and layers that make one tensor of several.
 *
 * @module
 */
export type { AnyStage, Block, BodyOf, Failure, Part } from './block.ts'
export { block } from './block.ts'
export type { Branch, Branches } from './branch.ts'
export { branch } from './branch.ts'
export type { Concat, ConcatOptions } from './concat.ts'
export { concat } from './concat.ts'
export type { Elementwise, Names } from './elementwise.ts'
export { add, multiply } from './elementwise.ts'
export type { Parallel } from './parallel.ts'
export { parallel } from './parallel.ts'
export type { Pick } from './pick.ts'
export { pick } from './pick.ts'
export type { Repeat, Repeated } from './repeat.ts'
export { repeat } from './repeat.ts'
export type { Residual } from './residual.ts'
export { residual } from './residual.ts'
export type { Tied } from './tied.ts'
export { tied } from './tied.ts'
