/**
 * The contract of whole-batch minimisers: a pair of functions over an objective.
 *
 * - `init: objective → state` evaluates the start.
 * - `update: (objective, state) → state` goes to a better point, and says at what cost.
 *
 * Laws. Nothing is mutated, and a state may be continued from any number of times. The value never rises from state to
 * state, except by what rounding hides. Where no better point is found, the state is `stuck`, and its point is the one before.
 *
 * They steer on the host: how far to go is decided by values that are read. What is compiled is the objective. A method that
 * must stay inside a compiled step is a gradient transformation.
 *
 * @module
 */
import type { Scalar } from '@gradus/autograd'
import type { Matrix, Vector } from './vectors.ts'

/** What a method asked of the objective, from the start on. */
export interface Work {
  /** Values together with gradients. */
  readonly evaluations: number
  /** Products of the second derivatives with a vector. */
  readonly products: number
  /** Matrices of all second derivatives. */
  readonly hessians: number
}

/** A point, with the value and the slope there. */
export interface Evaluation {
  readonly at: Vector
  readonly value: number
  readonly gradient: Vector
}

/** Where a method is: what all of them have in their states. */
export interface Iterate extends Evaluation {
  readonly work: Work
  /** How far the last step went. */
  readonly moved: number
  /** No better point was found from here. */
  readonly stuck: boolean
  /** The way goes down from here, although the slope says nothing of it. */
  readonly saddle?: boolean
}

/** A scalar of parameters of type `P`, as a function of one vector. */
export interface Objective<P = unknown> {
  readonly start: Vector
  readonly evaluate: (at: Vector) => Evaluation
  /** The second derivatives at a point, times a vector. */
  readonly product: (at: Vector, by: Vector) => Vector
  readonly hessian: (at: Vector) => Matrix
  /** The parameters that a vector stands for. */
  readonly toParams: (at: Vector) => P
}

/** A whole-batch minimiser with states of type `S`. */
export interface Minimizer<S extends Iterate = Iterate> {
  readonly name: string
  readonly init: (objective: Objective) => S
  readonly update: (objective: Objective, state: S) => S
}

/** What can be minimised. */
export type Loss<P> = (params: P) => Scalar

/** The start as an iterate. */
export const firstIterate = (objective: Objective): Iterate => ({
  ...objective.evaluate(objective.start),
  work: { evaluations: 1, products: 0, hessians: 0 },
  moved: 0,
  stuck: false,
})

/** The sum of what was asked. */
export const addWork = (work: Work, more: Partial<Work>): Work => ({
  evaluations: work.evaluations + (more.evaluations ?? 0),
  products: work.products + (more.products ?? 0),
  hessians: work.hessians + (more.hessians ?? 0),
})
