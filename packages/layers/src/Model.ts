/**
 * The contract of the package: what a model is.
 *
 * A model is an immutable description: the features it reads, the ones it gives, and its layers in order, each with
 * a name of its own. It is built by `pipe` from `input` and stages; a stage is a function from the model so far to the
 * longer model. Parameters and state are not in the model: `init` makes them, `apply` reads them, and both address them
 * by the layers' names.
 *
 * Laws. A stage never changes the model it is given. Layers keep their names when more are put behind them.
 *
 * @module
 */
import type { AnyTensor, DoesNotFit, Shape, Tensor } from '@gradus/tensor'
import type { At, LayerType, Misfit, MisfitText, NotRead } from './Layer.ts'
import type { OneSignal, Signal } from './Signal.ts'
import type { Counts, Wiring } from './Wiring.ts'

export type { Counts, PlacedLayer } from './Wiring.ts'

declare const inferred: unique symbol

/**
 * What a model's type remembers of how it was built: the counts that name its layers, the weights that its places share,
 * and the model before its last stage with that stage's name.
 */
export interface Ledger<out Count, out Shared, out Before> {
  readonly counts: Count
  readonly shared: Shared
  readonly before: Before
}

/**
 * A model from features `In` to features `Out` (both without the batch axis), with parameters `P`, state `S`, and `N`,
 * a ledger of how it was built.
 */
export interface Model<out In extends Signal, out Out extends Signal, out P, out S, out N> extends Wiring {
  readonly input: In
  readonly output: Out
  /** Only for the compiler: what `Params` and `State` read. */
  readonly [inferred]?: { readonly params: P; readonly state: S; readonly ledger: N }
}

/** Parameters where types do not know them. */
export type LayerParams = { readonly [name: string]: Tensor }

/** One layer's state where types do not know it. */
export type LayerState = { readonly [name: string]: AnyTensor }

/** The ledger of a model whose layers are known at run time only. */
export type AnyLedger = Ledger<Counts, {}, unknown>

/** A model whose layers are known at run time only, as `fromSpecs` makes it. */
export type AnyModel = Model<
  Shape,
  Shape,
  { readonly [layer: string]: LayerParams },
  { readonly [layer: string]: LayerState },
  AnyLedger
>

/** Every model that reads one tensor and gives one of floats, typed or not: what generic functions over models ask for. */
export type ModelLike = Model<OneSignal, Shape, object, object, unknown>

/** Every model, whatever it reads and gives. */
export type SignalModel = Model<Signal, Signal, object, object, unknown>

/** The parameters of a model, by layer: `L.Params<typeof model>`. */
export type Params<M extends SignalModel> = NonNullable<M[typeof inferred]>['params']

/** The state of a model, by layer: `L.State<typeof model>`. */
export type State<M extends SignalModel> = NonNullable<M[typeof inferred]>['state']

/** The ledger of a model. */
export type LedgerOf<M extends SignalModel> = NonNullable<M[typeof inferred]>['ledger']

/** A model without layers. */
export type Begin<In extends Signal> = Model<In, In, {}, {}, Ledger<{}, {}, never>>

type Next = readonly [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
  33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61,
  62, 63, 64,
] // prettier-ignore

type Successor<Count extends number> = number extends Count
  ? number
  : Next[Count] extends infer C extends number
    ? C
    : number

type CountOf<N, Kind extends string> = Kind extends keyof N ? N[Kind] & number : 0

type NameOf<N, Kind extends string, Name extends string> = [Name] extends [never]
  ? `${Kind}_${CountOf<N, Kind>}`
  : Name

type CountedWith<N, Kind extends string, Name extends string> = [Name] extends [never]
  ? {
      readonly [K in keyof N | Kind]: K extends Kind
        ? Successor<CountOf<N, Kind>>
        : K extends keyof N
          ? N[K]
          : never
    }
  : N

type With<P, Name extends string, Leaves> = [keyof Leaves] extends [never]
  ? P
  : { readonly [K in keyof P | Name]: K extends keyof P ? P[K] : Leaves }

type FilledKeys<R> = { readonly [K in keyof R]: [keyof R[K]] extends [never] ? never : K }[keyof R]

/** The entries of a record that are not empty. */
export type NotEmpty<R> = { readonly [K in FilledKeys<R>]: R[K] }

type PartOf<Shared, Part extends string> = NotEmpty<{
  readonly [Name in keyof Shared]: Shared[Name][Part & keyof Shared[Name]]
}>

type WithAll<P, More> = {
  readonly [K in keyof P | keyof More]: K extends keyof P ? P[K] : More[K & keyof More]
}

type WithShared<P, Shared, Part extends string> = [keyof Shared] extends [never]
  ? P
  : WithAll<P, PartOf<Shared, Part>>

type MisfitOf<T extends LayerType> = [Misfit] extends [T['misfit']] ? never : T['misfit']

type Taken<P, Name extends string> = string extends keyof P ? false : Name extends keyof P ? true : false

/** The words for a name that a model already has, as a type. */
type TakenText<
  Kind extends string,
  Name extends string,
> = `${Kind}: this model already has a layer called ${Name}. Give one of them another name with L.named.`

/** The names of shared weights that would be of other shapes here than where they were used before. */
type Unlike<P, Shared> = {
  [Name in keyof Shared]: Name extends keyof P
    ? [Shared[Name]] extends [{ readonly params: P[Name] }]
      ? never
      : Name
    : never
}[keyof Shared]

/** What is wrong with putting a layer on a model, in the words of the run time; `never` if nothing is. */
export type Problem<M extends SignalModel, T extends LayerType, Name extends string> = [
  NotRead<T['reads'], M['output']>,
] extends [never]
  ? [MisfitOf<T>] extends [never]
    ? ProblemOfNames<
        Params<M>,
        T['kind'],
        NameOf<CountsOf<M>, T['kind'], Name>,
        Unlike<Params<M>, T['shared']> & string
      >
    : MisfitText<T['kind'], MisfitOf<T>, M['output']>
  : MisfitText<T['kind'], NotRead<T['reads'], M['output']>, M['output']>

type ProblemOfNames<P, Kind extends string, Name extends string, Other extends string> =
  Taken<P, Name> extends true
    ? TakenText<Kind, Name>
    : [Other] extends [never]
      ? never
      : UnlikeText<Kind, Other>

/** The words for shared weights that differ, as a type. */
type UnlikeText<
  Kind extends string,
  Name extends string,
> = `${Kind}: the weights of ${Name} have other shapes in another place. Give it features of one shape in all its places.`

type CountsOf<M extends SignalModel> = LedgerOf<M>['counts' & keyof LedgerOf<M>]

type Checked<M extends SignalModel, T extends LayerType, Name extends string> = [
  Problem<M, T, Name>,
] extends [never]
  ? M
  : DoesNotFit<Problem<M, T, Name>>

/** The model itself where a layer fits it, else the text that the editor shows. */
export type Accepts<M extends SignalModel, T extends LayerType, Name extends string> = Checked<
  M,
  At<T, M['output']>,
  Name
>

type Longer<In extends Signal, P, S, Count, Shared, T extends LayerType, Name extends string, M> = Model<
  In,
  T['output'],
  WithShared<With<P, NameOf<Count, T['kind'], Name>, T['params']>, T['shared'], 'params'>,
  WithShared<With<S, NameOf<Count, T['kind'], Name>, T['state']>, T['shared'], 'state'>,
  Ledger<
    CountedWith<Count, T['kind'], Name>,
    Both<Shared, T['shared']>,
    { readonly model: M; readonly name: NameOf<Count, T['kind'], Name> }
  >
>

/** The entries of two records. */
export type Both<A, B> = [keyof B] extends [never] ? A : WithAll<A, B>

/** The model with one more layer. */
export type Append<M, T extends LayerType, Name extends string> =
  M extends Model<infer In, infer Out, infer P, infer S, Ledger<infer Count, infer Shared, unknown>>
    ? Longer<In, P, S, Count, Shared, At<T, Out>, Name, M>
    : never
