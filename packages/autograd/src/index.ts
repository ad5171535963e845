/**
 * Derivatives as functions of functions.
 *
 * @packageDocumentation
 */
export { stopGradient } from '@gradus/tensor'
export * from './checkGradients.ts'
export * from './derivatives.ts'
export type { Backward, Forward, ForwardRule, Tangent, TransposeRule } from './Rule.ts'
