/**
 * Sizes as types: how many places a window has along each axis, and which channels fit.
 *
 * @module
 */
import type { Add, Multiply, Subtract } from '../Arithmetic.ts'
import type { Divide } from '../ArithmeticDivision.ts'
import type { IsUnknownRank, ShapeMismatch } from '../shape/base.ts'
import type {
  Agree,
  Box,
  IsParameter,
  SameDim,
  Settled,
  SettledIn,
  ShowDim,
  ShowShape,
} from '../shape/dimension.ts'
import type { Shape } from '../Tensor.ts'

/** One number for all axes, or one for each. */
export type PerAxis = number | Shape

/** Zeros around the input: none, so many that stride 1 keeps the size, this many on all sides, or pairs. */
export type Padding = 'valid' | 'same' | number | readonly (readonly [number, number])[]

type SomeAxis<V, I extends number> = V extends Shape
  ? number extends V['length']
    ? number
    : V[I] extends number
      ? V[I]
      : number
  : V & number

type SomePadding<P, I extends number> = P extends readonly (readonly [number, number])[]
  ? number extends P['length']
    ? number
    : P[I]
  : P

/** How far a window of `K` elements reaches. */
export type Extent<K extends number, D extends number> = D extends 1 ? K : Add<Multiply<D, Subtract<K, 1>>, 1>

type Padded<In extends number, P> = P extends 'valid'
  ? In
  : P extends number
    ? Add<In, Multiply<P, 2>>
    : P extends readonly [infer Low extends number, infer High extends number]
      ? Add<In, Add<Low, High>>
      : number

type SlideIn<
  Op extends string,
  Axis extends number,
  Room extends number,
  Reach extends number,
  S extends number,
  Begins extends number,
  Ceil extends boolean,
> =
  Subtract<Add<Room, 1>, Reach> extends 0
    ? ShapeMismatch<`${Op}: the window covers ${Reach} along axis ${Axis}, the padded input has ${Room}`>
    : Ceil extends false
      ? Add<Divide<Subtract<Room, Reach>, S>, 1>
      : Rounded<Subtract<Room, Reach>, S, Begins>

/** With a last place that ends beyond the padding, if it begins before `Begins`: in the input. */
type Rounded<Rest extends number, S extends number, Begins extends number> =
  Divide<Add<Rest, Subtract<S, 1>>, S> extends infer Last extends number
    ? Subtract<Begins, Multiply<Last, S>> extends 0
      ? Add<Divide<Rest, S>, 1>
      : Add<Last, 1>
    : never

type Before<P> = P extends 'valid'
  ? 0
  : P extends number
    ? P
    : P extends readonly [infer Low extends number, number]
      ? Low
      : number

type Slide<
  Op extends string,
  Axis extends number,
  In extends number,
  K extends number,
  S extends number,
  P,
  D extends number,
  Ceil extends boolean,
> = number extends P
  ? number
  : P extends 'same'
    ? Divide<Add<In, Subtract<S, 1>>, S>
    : SlideIn<Op, Axis, Padded<In, P>, Extent<K, D>, S, Add<In, Before<P>>, Ceil>

/** How many places windows have along each spatial axis, or why there are none. */
type Slides<
  Op extends string,
  In extends Shape,
  Window extends Shape,
  S,
  P,
  D,
  Ceil extends boolean = false,
  Done extends Shape = readonly [],
> = In extends readonly [infer H extends number, ...infer Hs extends Shape]
  ? Window extends readonly [infer K extends number, ...infer Ks extends Shape]
    ? Slide<
        Op,
        [0, 0, ...Done]['length'] & number,
        H,
        K,
        SomeAxis<S, Done['length']>,
        SomePadding<P, Done['length']>,
        SomeAxis<D, Done['length']>,
        Ceil
      > extends infer R
      ? R extends number
        ? Slides<Op, Hs, Ks, S, P, D, Ceil, readonly [...Done, R]>
        : R extends Shape
          ? R
          : never
      : never
    : never
  : Done

/** The names of the axes of an input, by the number of spatial ones. */
interface AxisNames {
  readonly 1: '[batch, channels, width]'
  readonly 2: '[batch, channels, height, width]'
  readonly 3: '[batch, channels, depth, height, width]'
}

interface KernelNames {
  readonly 1: '[out, in, width]'
  readonly 2: '[out, in, height, width]'
  readonly 3: '[out, in, depth, height, width]'
}

/** The number of spatial axes. */
export type Spatial = keyof AxisNames

interface FullRank {
  readonly 1: 3
  readonly 2: 4
  readonly 3: 5
}

/** What is wrong with the rank of an input; `never` where nothing is. */
export type InputRank<Op extends string, N extends Spatial, X extends Shape> = X['length'] extends FullRank[N]
  ? never
  : ShapeMismatch<`${Op}: the input has axes ${AxisNames[N]}, got ${ShowShape<X>}`>

type KernelRank<Op extends string, N extends Spatial, K extends Shape> = K['length'] extends FullRank[N]
  ? never
  : ShapeMismatch<`${Op}: the kernel has axes ${KernelNames[N]}, got ${ShowShape<K>}`>

/** The channels of a kernel that has its part of them for each group. */
type Channels<I extends number, G extends number, Within> =
  IsParameter<G, Within> extends true
    ? IsParameter<I, Within> extends true
      ? number
      : Box<I> extends Box<1>
        ? G
        : number
    : Box<G> extends Box<1>
      ? I
      : IsParameter<I, Within> extends true
        ? number
        : Multiply<I, G>

/** Do groups divide channels? Both are settled. */
type Divides<G, O> = [G, O] extends [infer N extends number, infer M extends number]
  ? Box<N> extends Box<1>
    ? true
    : SameDim<Multiply<Divide<M, N>, N>, M>
  : true

type UnknownSizes<N extends Spatial> = {
  readonly 1: readonly [number]
  readonly 2: readonly [number, number]
  readonly 3: readonly [number, number, number]
}[N]

type Placed<B extends number, C extends number, R extends Shape> =
  R extends ShapeMismatch<string> ? R : readonly [B, C, ...R]

/** The shape of a convolution, or why there is none. */
export type Convolved<
  Op extends string,
  N extends Spatial,
  X extends Shape,
  K extends Shape,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
> =
  IsUnknownRank<X> extends true
    ? readonly [number, number, ...UnknownSizes<N>]
    : IsUnknownRank<K> extends true
      ? readonly [number, number, ...UnknownSizes<N>]
      : [InputRank<Op, N, X>] extends [never]
        ? [KernelRank<Op, N, K>] extends [never]
          ? ConvolvedOver<Op, X, K, S, P, D, G>
          : KernelRank<Op, N, K>
        : InputRank<Op, N, X>

type ConvolvedOver<
  Op extends string,
  X extends Shape,
  K extends Shape,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
> = X extends readonly [infer B extends number, infer C extends number, ...infer In extends Shape]
  ? K extends readonly [infer O extends number, infer I extends number, ...infer Window extends Shape]
    ? Divides<SettledIn<G, X>, SettledIn<O, X>> extends true
      ? Agree<C, Channels<I, G, X>, X> extends true
        ? Placed<
            B,
            O,
            Slides<Op, Settled<In>, Settled<Window>, SettledIn<S, X>, SettledIn<P, X>, SettledIn<D, X>>
          >
        : ShapeMismatch<`${Op}: input has ${ShowDim<C, X>} channels, the kernel expects ${ShowDim<Channels<I, G, X>, X>}`>
      : ShapeMismatch<`${Op}: ${G} groups do not divide the ${ShowDim<O, X>} output channels of the kernel`>
    : never
  : never

type Unslide<
  In extends number,
  K extends number,
  S extends number,
  P,
  D extends number,
  More extends number,
> = number extends P
  ? number
  : P extends 'same'
    ? Add<Multiply<In, S>, More>
    : UnslideOut<Add<Add<Multiply<Subtract<In, 1>, S>, Extent<K, D>>, More>, P>

type UnslideOut<Full extends number, P> = P extends 'valid'
  ? Full
  : P extends number
    ? Subtract<Full, Multiply<P, 2>>
    : P extends readonly [infer Low extends number, infer High extends number]
      ? Subtract<Full, Add<Low, High>>
      : number

type Unslides<
  In extends Shape,
  Window extends Shape,
  S,
  P,
  D,
  More,
  Done extends Shape = readonly [],
> = In extends readonly [infer H extends number, ...infer Hs extends Shape]
  ? Window extends readonly [infer K extends number, ...infer Ks extends Shape]
    ? Unslides<
        Hs,
        Ks,
        S,
        P,
        D,
        More,
        readonly [
          ...Done,
          Unslide<
            H,
            K,
            SomeAxis<S, Done['length']>,
            SomePadding<P, Done['length']>,
            SomeAxis<D, Done['length']>,
            SomeAxis<More, Done['length']>
          >,
        ]
      >
    : never
  : Done

/** The shape of a transposed convolution, or why there is none. */
export type ConvolvedBack<
  Op extends string,
  N extends Spatial,
  X extends Shape,
  K extends Shape,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
  More extends PerAxis,
> =
  IsUnknownRank<X> extends true
    ? readonly [number, number, ...UnknownSizes<N>]
    : IsUnknownRank<K> extends true
      ? readonly [number, number, ...UnknownSizes<N>]
      : [InputRank<Op, N, X>] extends [never]
        ? [KernelRank<Op, N, K>] extends [never]
          ? ConvolvedBackOver<Op, X, K, S, P, D, G, More>
          : KernelRank<Op, N, K>
        : InputRank<Op, N, X>

type ConvolvedBackOver<
  Op extends string,
  X extends Shape,
  K extends Shape,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
  More extends PerAxis,
> = X extends readonly [infer B extends number, infer C extends number, ...infer In extends Shape]
  ? K extends readonly [infer O extends number, infer I extends number, ...infer Window extends Shape]
    ? Agree<C, O, X> extends true
      ? readonly [
          B,
          Channels<I, G, X>,
          ...Unslides<
            Settled<In>,
            Settled<Window>,
            SettledIn<S, X>,
            SettledIn<P, X>,
            SettledIn<D, X>,
            SettledIn<More, X>
          >,
        ]
      : ShapeMismatch<`${Op}: input has ${ShowDim<C, X>} channels, the kernel gives ${ShowDim<O, X>}`>
    : never
  : never

/** A number for each axis: of a list, or one repeated. */
type Windows<N extends Spatial, W> = W extends Shape
  ? W
  : W extends number
    ? { readonly 1: readonly [W]; readonly 2: readonly [W, W]; readonly 3: readonly [W, W, W] }[N]
    : never

/** What is wrong with the length of a list that has a number for each axis; `never` where nothing is. */
type Listed<Op extends string, What extends string, N extends Spatial, V> = V extends Shape
  ? IsUnknownRank<V> extends true
    ? never
    : V['length'] extends N
      ? never
      : ShapeMismatch<`${Op}: ${What} is a whole number from 1, or ${N} of them, got ${ShowShape<V>}`>
  : never

type PooledOver<
  Op extends string,
  N extends Spatial,
  X extends Shape,
  W,
  S,
  P,
  D,
  Ceil extends boolean,
> = X extends readonly [infer B extends number, infer C extends number, ...infer In extends Shape]
  ? boolean extends Ceil
    ? readonly [B, C, ...UnknownSizes<N>]
    : Placed<B, C, Slides<Op, Settled<In>, Windows<N, W>, [S] extends [undefined] ? W : S, P, D, Ceil>>
  : never

/** The shape of a pool, or why there is none. */
export type Pooled<
  Op extends string,
  N extends Spatial,
  X extends Shape,
  W extends PerAxis,
  S extends PerAxis | undefined,
  P extends Padding,
  D extends PerAxis,
  Ceil extends boolean,
> =
  IsUnknownRank<X> extends true
    ? readonly [number, number, ...UnknownSizes<N>]
    : [InputRank<Op, N, X> | Listed<Op, 'the window', N, SettledIn<W, X>>] extends [never]
      ? PooledOver<Op, N, X, SettledIn<W, X>, SettledIn<S, X>, SettledIn<P, X>, SettledIn<D, X>, Ceil>
      : InputRank<Op, N, X> | Listed<Op, 'the window', N, SettledIn<W, X>>

/** The shape of an input whose spatial sizes become `Size`. */
export type Resized<Op extends string, N extends Spatial, X extends Shape, Size extends PerAxis> =
  IsUnknownRank<X> extends true
    ? readonly [number, number, ...UnknownSizes<N>]
    : [InputRank<Op, N, X> | Listed<Op, 'the size of the result', N, SettledIn<Size, X>>] extends [never]
      ? X extends readonly [infer B extends number, infer C extends number, ...infer _ extends Shape]
        ? readonly [B, C, ...Windows<N, SettledIn<Size, X>>]
        : never
      : InputRank<Op, N, X> | Listed<Op, 'the size of the result', N, SettledIn<Size, X>>

/** The shape without spatial axes, or with ones in their place. */
export type Globally<Op extends string, X extends Shape, Keep extends boolean> =
  IsUnknownRank<X> extends true
    ? Shape
    : X extends readonly [infer B extends number, infer C extends number, unknown, ...infer In]
      ? boolean extends Keep
        ? Shape
        : Keep extends true
          ? readonly [B, C, 1, ...{ readonly [I in keyof In]: 1 }]
          : readonly [B, C]
      : ShapeMismatch<`${Op}: the input has axes [batch, channels, ...], got ${ShowShape<X>}`>
