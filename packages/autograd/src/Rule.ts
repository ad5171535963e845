/**
 * The contract of the package: what a derivative is, rule by rule.
 *
 * Every primitive has a forward rule: how a small change of its operands changes its result. Tangents pass through
 * linear primitives alone, and each linear primitive has a transpose, which turns the flow around. Reverse mode is the
 * forward rules, recorded, then transposed; so each derivative is written once.
 *
 * Laws. A forward rule is linear in its tangents. For a linear map `A` and its transpose: `⟨A t, c⟩ = ⟨t, Aᵀ c⟩`.
 *
 * A tangent that is `undefined` is zero, and nothing is computed for it.
 *
 * @module
 */
import type { AnyTensor } from '@gradus/tensor'
import type { Graph } from '@gradus/tensor/primitives'

/** A change of a value, of its shape and element type; `undefined` is no change. */
export type Tangent = AnyTensor | undefined

/** What a forward rule knows: the operands, their tangents, the parameters, and the result. */
export interface Forward<Params> {
  readonly inputs: readonly AnyTensor[]
  readonly tangents: readonly Tangent[]
  readonly params: Params
  readonly output: AnyTensor
}

/** The tangent of a primitive's result. */
export type ForwardRule<Params> = (at: Forward<Params>) => Tangent

/** The tangents of a graph's results, from inputs and their tangents. */
export type PushGraph = (
  graph: Graph,
  inputs: readonly AnyTensor[],
  tangents: readonly Tangent[],
) => readonly Tangent[]

/** The cotangents of the inputs that a graph is linear in, from its other inputs and the cotangents of its results. */
export type PullGraph = (
  graph: Graph,
  linear: readonly boolean[],
  others: readonly AnyTensor[],
  cotangents: readonly AnyTensor[],
) => readonly AnyTensor[]

/** What the forward rule of a primitive of several results knows; it answers the results with their tangents. */
export interface SeveralForward<Params> {
  readonly inputs: readonly AnyTensor[]
  readonly tangents: readonly Tangent[]
  readonly params: Params
  readonly push: PushGraph
}

/** Results with their tangents: some primitives compute both together. */
export interface Pushed {
  readonly outputs: readonly AnyTensor[]
  readonly tangents: readonly Tangent[]
}

/** The results of a primitive that answers several, and their tangents. */
export type SeveralForwardRule<Params> = (at: SeveralForward<Params>) => Pushed

/** What a transpose knows: the cotangent of the result, the operands (of linear ones only shape and type), the parameters. */
export interface Backward<Params> {
  readonly cotangent: AnyTensor
  readonly inputs: readonly AnyTensor[]
  /** Is the operand at this position one that the map is linear in? */
  readonly isLinear: (position: number) => boolean
  readonly params: Params
}

/** The cotangents of the operands; `undefined` for those that the map is not linear in. */
export type TransposeRule<Params> = (at: Backward<Params>) => readonly Tangent[]

/** What the transpose of a primitive of several results knows. */
export interface SeveralBackward<Params> {
  readonly cotangents: readonly Tangent[]
  readonly inputs: readonly AnyTensor[]
  readonly isLinear: (position: number) => boolean
  readonly params: Params
  readonly pull: PullGraph
}

/** The cotangents of the operands of a primitive that answers several. */
export type SeveralTransposeRule<Params> = (at: SeveralBackward<Params>) => readonly Tangent[]
