/**
 * The contract of the package: what a model is.
 *
 * A model is an immutable description: the feature shape it reads, the one it gives, and its layers in order, each with
 * a name of its own. It is built by `pipe` from `input` and stages; a stage is a function from the model so far to the
 * longer model. Parameters and state are not in the model: `init` makes them, `apply` reads them, and both address them
 * by the layers' names.
 *
 * Laws. A stage never changes the model it is given. Layers keep their names when more are put behind them.
 *
 * @module
 */
import type { AnyTensor, Shape, DoesNotFit, Tensor } from '@gradus/tensor'
import type { At, Layer, LayerType, LeafSpecs, MisfitText } from './Layer.ts'

declare const inferred: unique symbol

/** A layer in its place in a model: named, with the shapes around it and the specs of what it needs there. */
export interface PlacedLayer {
  readonly name: string
  readonly kind: string
  readonly settings: Layer['settings']
  readonly input: Shape
  readonly output: Shape
  readonly params: LeafSpecs
  readonly state: LeafSpecs
  readonly apply: Layer['apply']
}

/** How many layers of each kind a model has named by counting, so that the next is `dense_2`. */
export type Counts = { readonly [kind: string]: number }

/**
 * A model from features of shape `In` to features of shape `Out` (both without the batch axis), with parameters `P`,
 * state `S` and the counts `N` that name its layers.
 */
export interface Model<out In extends Shape, out Out extends Shape, out P, out S, out N> {
  readonly input: In
  readonly output: Out
  readonly layers: readonly PlacedLayer[]
  readonly counts: N
  /** Only for the compiler: what `Params` and `State` read. */
  readonly [inferred]?: { readonly params: P; readonly state: S }
}

/** One layer's parameters where types do not know them. */
export type LayerParams = { readonly [name: string]: Tensor }

/** One layer's state where types do not know it. */
export type LayerState = { readonly [name: string]: AnyTensor }

/** A model whose layers are known at run time only, as `fromSpecs` makes it. */
export type AnyModel = Model<
  Shape,
  Shape,
  { readonly [layer: string]: LayerParams },
  { readonly [layer: string]: LayerState },
  Counts
>

/** Every model, typed or not: what generic functions over models ask for. */
export type ModelLike = Model<Shape, Shape, object, object, Counts>

/** The parameters of a model, by layer: `L.Params<typeof model>`. */
export type Params<M extends ModelLike> = NonNullable<M[typeof inferred]>['params']

/** The state of a model, by layer: `L.State<typeof model>`. */
export type State<M extends ModelLike> = NonNullable<M[typeof inferred]>['state']

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

type Fits<T extends LayerType> = [T['misfit']] extends [never]
  ? true
  : string extends T['misfit']['expects']
    ? true
    : false

type Taken<P, Name extends string> = string extends keyof P ? false : Name extends keyof P ? true : false

/** The words for a name that a model already has, as a type. */
type TakenText<
  Kind extends string,
  Name extends string,
> = `${Kind}: this model already has a layer called ${Name}. Give one of them another name with L.named.`

type Checked<M extends ModelLike, T extends LayerType, Name extends string> =
  Fits<T> extends false
    ? DoesNotFit<MisfitText<T['kind'], T['misfit'], M['output']>>
    : Taken<Params<M>, NameOf<M['counts'], T['kind'], Name>> extends true
      ? DoesNotFit<TakenText<T['kind'], NameOf<M['counts'], T['kind'], Name>>>
      : M

/** The model itself where a layer fits it, else the text that the editor shows. */
export type Accepts<M extends ModelLike, T extends LayerType, Name extends string> = Checked<
  M,
  At<T, M['output']>,
  Name
>

/** The model with one more layer. */
export type Append<M, T extends LayerType, Name extends string> =
  M extends Model<infer In, infer Out, infer P, infer S, infer N>
    ? Model<
        In,
        At<T, Out>['output'],
        With<P, NameOf<N, T['kind'], Name>, At<T, Out>['params']>,
        With<S, NameOf<N, T['kind'], Name>, At<T, Out>['state']>,
        CountedWith<N, T['kind'], Name>
      >
    : never
