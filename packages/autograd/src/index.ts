/**
 * Derivatives as functions of functions.
 *
 * @packageDocumentation
 */
export { stopGradient } from '@gradus/tensor'
export * from './branches.ts'
export * from './checkGradients.ts'
export { checkGraph } from './checkGraph.ts'
export { type Cost, cost } from './cost.ts'
export * from './derivatives.ts'
export { graphOf, type Listing } from './graph.ts'
export { jit, type JitOptions } from './jit.ts'
export * from './loops.ts'
export type { Backward, Forward, ForwardRule, Tangent, TransposeRule } from './Rule.ts'
