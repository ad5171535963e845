/**
 * The result shapes of convolutions as types: which ranks and channels fit, and what comes out.
 *
 * @module
 */
import type { Multiply } from '../Arithmetic.ts'
import type { Divide } from '../ArithmeticDivision.ts'
import type { IsUnknownRank, Shape, ShapeMismatch } from '../shape/base.ts'
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
import type { Padding, PerAxis, Slides, Unslides } from './Places.ts'

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

/** As many sizes that are not known as there are spatial axes. */
export type UnknownSizes<N extends Spatial> = {
  readonly 1: readonly [number]
  readonly 2: readonly [number, number]
  readonly 3: readonly [number, number, number]
}[N]

/** A batch of channels of these sizes, or why there is none. */
export type Placed<B extends number, C extends number, R extends Shape> =
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
