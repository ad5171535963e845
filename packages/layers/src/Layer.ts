/**
 * The contract of the package: what a layer is.
 *
 * A layer is a description: the features it accepts, the features it gives, the parameters and the state it needs for
 * them, and a pure function from parameters, state and a batch to an output and the next state. It holds no numbers
 * itself, so one description serves any number of models and any number of parameter sets.
 *
 * Laws.
 * - `apply` is pure: the same arguments give the same output, and randomness comes from the key in `mode` alone.
 * - The first axis counts examples; `output(input)` says what becomes of the others, and `apply` keeps its word.
 * - `apply` returns a state with the structure of the one it was given; in mode `'eval'` it returns that very state.
 * - A layer that fits no shape but `output`'s domain says so through `misfit`, in the words of its type.
 *
 * The identity of composition is `identity()`: no parameters, no state, the features as they came.
 *
 * @module
 */
import type { AnyTensor, Rng, Shape, ShowShape, Tensor } from '@gradus/tensor'
import { showShape } from './shapes.ts'

/** How a model runs: `'train'` needs a key for the layers that draw, `'eval'` takes none. */
export type Mode =
  | { readonly mode: 'train'; readonly key: Rng.Key }
  | { readonly mode: 'eval'; readonly key?: never }

/** What a layer says about features that do not fit: what it expects, and the way out. */
export interface Misfit {
  readonly expects: string
  readonly advice: string
}

/**
 * A layer's type: an interface that computes, from `this['input']`, what the layer makes of it.
 *
 * A layer's own type extends this one and names what it changes; `this['input']` stands for the feature shape of the
 * model that the layer is put on. (A type literal inside an interface cannot say `this`, so parameters that depend on
 * the input are named by an alias first.)
 *
 * @example
 * ```ts
 * import type { Shape, Tensor } from '@gradus/tensor'
 * import type * as L from '@gradus/layers'
 *
 * type GainParams<S extends Shape> = { readonly gain: Tensor<S> }
 * interface Gain extends L.SameShape {
 *   readonly kind: 'gain'
 *   readonly params: GainParams<this['input']>
 * }
 * ```
 */
export interface LayerType {
  /** What the layer is called, and what its name in a model begins with. */
  readonly kind: string
  /** Filled in by the model that the layer is put on; read it as `input`. */
  readonly given: unknown
  /** The feature shape before the layer. */
  readonly input: this['given'] extends Shape ? this['given'] : Shape
  /** The feature shape after it. */
  readonly output: Shape
  /** `never` where the input fits, else the literal words that say why not; every shape fits if not said. */
  readonly misfit: Misfit
  /** The layer's parameters, by name. */
  readonly params: object
  /** What the layer remembers between steps, by name. */
  readonly state: object
}

/** The type of a layer that takes every shape and keeps it, with neither parameters nor state. */
export interface SameShape<Kind extends string = string> extends LayerType {
  readonly kind: Kind
  readonly output: this['input']
  readonly params: {}
  readonly state: {}
}

/** A layer's type, on a given input. */
export type At<T extends LayerType, In extends Shape> = T & { readonly given: In }

/** Leaves of one layer that are drawn already, by name. */
export type Drawn = { readonly [name: string]: AnyTensor }

/**
 * How one parameter or one part of the state begins. `drawn` are the leaves of the layer before it, parameters before
 * state, for one that begins as another says.
 */
export interface LeafSpec {
  readonly shape: Shape
  readonly init: (key: Rng.Key, shape: Shape, drawn: Drawn) => AnyTensor
}

/** How a layer's parameters, or its state, begin: a spec for each name. */
export type LeafSpecs<Names extends PropertyKey = string> = { readonly [Name in Names]: LeafSpec }

/** What a layer gives: the output, and the state for the next step. */
export interface Step<State> {
  readonly output: Tensor
  readonly state: State
}

/** What `summary` shows of a layer's options. */
export type Settings = Readonly<Record<string, number | string | boolean>>

/** A layer: a kind, its settings as `summary` shows them, and its rules. */
export interface Layer<T extends LayerType = LayerType> {
  readonly kind: T['kind']
  readonly settings: Settings
  readonly misfit: (input: Shape) => Misfit | undefined
  readonly output: (input: Shape) => Shape
  readonly params: (input: Shape) => LeafSpecs<keyof T['params']>
  readonly state: (input: Shape) => LeafSpecs<keyof T['state']>
  readonly apply: (params: T['params'], state: T['state'], x: Tensor, mode: Mode) => Step<T['state']>
}

/** The words for features that do not fit, as a type. */
export type MisfitText<
  Kind extends string,
  M extends Misfit,
  In extends Shape,
> = `${Kind}: expects ${M['expects']}, this model gives ${ShowShape<In>}. ${M['advice']}`

/** The words for features that do not fit, after the layer's kind. */
export const showMisfit = ({ expects, advice }: Misfit, input: Shape): string =>
  `expects ${expects}, this model gives ${showShape(input)}. ${advice}`
