/**
 * Derivatives as functions of functions.
 *
 * @packageDocumentation
 */
export { stopGradient } from '@gradus/tensor'
export type { Argnums, Chosen, Position } from './argnums.ts'
export * from './branches.ts'
export { checkGradients, type CheckOptions } from './checking/checkGradients.ts'
export { checkGraph } from './graph/checkGraph.ts'
export { type Cost, cost } from './graph/cost.ts'
export { customJvp, type JvpRule } from './customJvp.ts'
export { type Cotangents, customVjp, type VjpRule } from './customVjp.ts'
export { debugNonFinite, type DebugOptions } from './checking/debugNonFinite.ts'
export type { AllowInt } from './differentiable.ts'
export { type Abstracted, type AbstractOf, evalShape } from './evalShape.ts'
export { type ByArguments, type ByFirst, grad, type Grad, valueAndGrad, type ValueAndGrad } from './grad.ts'
export * from './checking/GradientReport.ts'
export { graphOf, type Listing } from './graph/graph.ts'
export { jit, type JitOptions } from './jit.ts'
export * from './jacobian.ts'
export { jvp } from './jvp.ts'
export { linearize } from './linearize.ts'
export * from './loops.ts'
export { remat } from './remat.ts'
export type { Backward, Forward, ForwardRule, Tangent, TransposeRule } from './Rule.ts'
export type { Scalar, WithAux } from './scalarResult.ts'
export { vjp } from './vjp.ts'
export { type Axes, type Mapped, vmap, type VmapOptions } from './vmap.ts'
