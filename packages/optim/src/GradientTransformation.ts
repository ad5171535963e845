/**
 * The contract of the package: a gradient transformation is a pair of pure functions.
 *
 * - `init: params → state` makes the first state.
 * - `update: (updates, state, params) → [updates, state]` turns gradients, or what an earlier transformation
 *   made of them, into what is to be added to the parameters, and gives the next state.
 *
 * Laws. Nothing is mutated. Updates keep the structure, the shapes and the element types of the parameters.
 * The state keeps its structure from step to step, and its leaves are tensors (a step count too), so that a
 * step can be traced, compiled, saved and resumed. `identity` changes nothing, and is the unit of `chain`,
 * which is associative in what it does to updates.
 *
 * A transformation works on parameters of any structure, so its type names its state with `ParamsLike` where
 * the structure of the parameters goes: `GradientTransformation<{ readonly mu: ParamsLike }>`. For parameters
 * of type `P` its state is `{ readonly mu: P }`, and `chain` puts these together without help.
 *
 * @module
 */
import type { AnyTensor, Tree } from '@gradus/tensor'

declare const paramsLike: unique symbol
declare const leavesLike: unique symbol
declare const partLike: unique symbol

/** Stands for the type of the parameters, wherever the type of a state holds a tree like them. */
export interface ParamsLike {
  readonly [paramsLike]: never
}

/** Stands for a tree of the structure of the parameters that holds a `B` in place of each tensor. */
export interface LeavesLike<B> {
  readonly [leavesLike]: B
}

/** Stands for the state `S` of a transformation that sees some of the parameters only. */
export interface PartLike<S> {
  readonly [partLike]: S
}

/** The state `S` for parameters of type `P`: `P` in place of each `ParamsLike`. */
export type StateOf<S, P> = S extends ParamsLike
  ? P
  : S extends LeavesLike<infer B>
    ? Tree.Mapped<P, B>
    : S extends PartLike<infer I>
      ? StateOf<I, Tree.Part<P>>
      : S extends AnyTensor
        ? S
        : { readonly [K in keyof S]: StateOf<S[K], P> }

/** A transformation with its types forgotten: what those that work on other transformations need of them. */
export interface Untyped {
  readonly init: (params: unknown) => unknown
  readonly update: (updates: unknown, state: never, params: unknown) => readonly [unknown, unknown]
}

/**
 * A step of an optimiser. `S` is its state, written with `ParamsLike` (see the head of this file).
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Tree } from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * // Lion without its decay: follow the sign of an average of the gradients.
 * const lion = (beta: number): O.GradientTransformation<{ readonly mu: O.ParamsLike }> => ({
 *   init: (params) => ({ mu: Tree.map(T.zerosLike)(params) }),
 *   update: (updates, { mu }) => {
 *     const next = Tree.zipWith((m, g) => T.add(T.mul(m, beta), T.mul(g, 1 - beta)))(mu, updates)
 *     return [Tree.map(T.sign)(next), { mu: next }]
 *   },
 * })
 *
 * const optimizer = O.chain(lion(0.75), O.scaleByLearningRate(0.5))
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = optimizer.update({ w: T.tensor([3, -4]) }, optimizer.init(params), params)
 * T.toNested(updates.w) // => [-0.5, 0.5]
 * ```
 */
export interface GradientTransformation<S> {
  readonly init: <P>(params: P) => StateOf<S, P>
  readonly update: <P>(updates: P, state: StateOf<S, P>, params: P) => readonly [P, StateOf<S, P>]
}

/**
 * The state of the transformation `G` for parameters of type `P`: `OptimizerState<typeof optimizer, typeof
 * params>`.
 */
export type OptimizerState<G, P> = G extends GradientTransformation<infer S> ? StateOf<S, P> : never

/** The state of a transformation that remembers nothing. */
export interface EmptyState {}

/**
 * The transformation without a state that does `f` to the updates.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Tree } from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const signs = O.stateless((updates) => Tree.map(T.sign)(updates))
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = signs.update({ w: T.tensor([3, -4]) }, signs.init(params), params)
 * T.toNested(updates.w) // => [1, -1]
 * ```
 */
export const stateless = (f: <P>(updates: P, params: P) => P): GradientTransformation<EmptyState> => ({
  init: () => ({}),
  update: (updates, state, params) => [f(updates, params), state],
})
