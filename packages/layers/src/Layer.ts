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
import type { AnyTensor, Rng, Shape, Tensor } from '@gradus/tensor'
import type { ShapeOf, ShowSignal, Signal, Values } from './Signal.ts'
import { isFloats, isWhole, showSignal } from './Signal.ts'
import type { Weave } from './Wiring.ts'

/** How a model runs: `'train'` needs a key for the layers that draw, `'eval'` takes none. */
export type Mode =
  | { readonly mode: 'train'; readonly key: Rng.Key }
  | { readonly mode: 'eval'; readonly key?: never }

/** What a layer says about features that do not fit: what it expects, and the way out. */
export interface Misfit {
  readonly expects: string
  readonly advice: string
}

/** In place of `Misfit`, for layers that hold others: the whole sentence. */
export interface Says {
  readonly says: string
}

/** What a layer can read: one tensor of floats if it says nothing, else one of whole numbers, several by name, or any of these. */
export type Reading = 'floats' | 'int32' | 'several' | 'any'

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
  /** What it can read; one tensor of floats if not said. */
  readonly reads: Reading
  /** The feature shape before the layer. */
  readonly input: ShapeOf<this['given']>
  /** The same for layers that read more than one tensor of floats: what the model gives, whatever it is. */
  readonly signal: this['given'] extends Signal ? this['given'] : Signal
  /** The feature shape after it. */
  readonly output: Signal
  /** `never` where the input fits, else the literal words that say why not; every shape fits if not said. */
  readonly misfit: Misfit | Says
  /** The layer's parameters, by name. */
  readonly params: object
  /** What the layer remembers between steps, by name. */
  readonly state: object
  /** Parameters and state that it shares with other places of the model, by their name; none if not said. */
  readonly shared: object
}

/** The type of a layer that takes every shape and keeps it, with neither parameters nor state. */
export interface SameShape<Kind extends string = string> extends LayerType {
  readonly kind: Kind
  readonly output: this['input']
  readonly params: {}
  readonly state: {}
}

/**
 * A type that is a `Bound` once it is known. Inside a generic interface the compiler would follow a recursive type in all
 * directions to find out whether it can be one; behind an inferred name it does not look.
 */
export type Settle<T, Bound> = [T] extends [infer Known extends Bound] ? Known : Bound

/** A layer's type, on a given input. */
export type At<T extends LayerType, In extends Signal> = T & { readonly given: In }

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

/**
 * How a layer's parameters, or its state, begin: a spec for each name. A name with dots, `query.kernel`, is that of a leaf
 * in a record within: `{ query: { kernel } }`.
 */
export type LeafSpecs<Names extends PropertyKey = string> = { readonly [Name in Names]: LeafSpec }

/** What a layer gives: the output, and the state for the next step. */
export interface Step<State, Output = Tensor> {
  readonly output: Output
  readonly state: State
}

type Otherwise<R, Reads, A, B> = [Reading] extends [R] ? B : [R] extends [Reads] ? A : B

/** The features that a layer's rules are handed: their shape, where it reads one tensor. */
export type InputOf<T extends LayerType> = Otherwise<T['reads'], 'several' | 'any', Signal, Shape>

/** What a layer's `apply` is handed. */
export type BatchOf<T extends LayerType> = Otherwise<
  T['reads'],
  'several' | 'any',
  Values,
  Otherwise<T['reads'], 'int32', Tensor<Shape, 'int32'>, Tensor>
>

/** What `summary` shows of a layer's options. */
export type Settings = Readonly<Record<string, number | string | boolean>>

/** A layer: a kind, its settings as `summary` shows them, and its rules. */
export interface Layer<T extends LayerType = LayerType> {
  readonly kind: T['kind']
  readonly settings: Settings
  /** What it can read; one tensor of floats if not said. */
  readonly reads?: Reading
  readonly misfit: (input: InputOf<T>) => Misfit | undefined
  readonly output: (input: InputOf<T>) => Signal
  readonly params: (input: InputOf<T>) => LeafSpecs<keyof T['params']>
  readonly state: (input: InputOf<T>) => LeafSpecs<keyof T['state']>
  readonly apply: (params: T['params'], state: T['state'], x: BatchOf<T>, mode: Mode) => Step<T['state']>
  /** How it runs the models that it holds, if it does. */
  readonly weave?: Weave
}

/** The words for features that do not fit, as a type. */
export type MisfitText<Kind extends string, M extends Misfit | Says, In> = M extends Misfit
  ? `${Kind}: expects ${M['expects']}, this model gives ${ShowSignal<In>}. ${M['advice']}`
  : M extends Says
    ? `${Kind}: ${M['says']}`
    : never

/** The words for features that do not fit, after the layer's kind. */
export const showMisfit = ({ expects, advice }: Misfit, input: Signal): string =>
  `expects ${expects}, this model gives ${showSignal(input)}. ${advice}`

/** What a layer that reads one thing says of another. */
const unread = {
  several: { expects: 'one tensor', advice: 'Join them by L.add or L.concat, or take one by L.pick.' },
  int32: { expects: 'floats', advice: 'Put L.embedding before it.' },
  floats: { expects: 'whole numbers', advice: "Begin with L.input(shape, { dtype: 'int32' })." },
  one: { expects: 'several tensors by name', advice: 'Put L.branch before it.' },
} as const

type Unread = typeof unread

/** `never` where a layer can read a signal, else what to say. */
export type NotRead<R, In> = [Reading] extends [R]
  ? NotReadAs<'floats', In>
  : [R] extends ['any']
    ? never
    : NotReadAs<R, In>

type NotReadAs<R, In> = In extends Shape
  ? R extends 'floats'
    ? never
    : Unread[R extends 'several' ? 'one' : 'floats']
  : In extends { readonly dtype: 'int32' }
    ? R extends 'int32'
      ? never
      : Unread[R extends 'several' ? 'one' : 'int32']
    : R extends 'several'
      ? never
      : Unread['several']

/** What to say where a layer cannot read a signal. */
export const notRead = (reads: Reading, input: Signal): Misfit | undefined => {
  const found = isFloats(input) ? 'floats' : isWhole(input) ? 'int32' : 'several'
  if (reads === 'any' || reads === found) return undefined
  return unread[reads === 'several' ? 'one' : found]
}
