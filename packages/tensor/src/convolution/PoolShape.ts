/**
 * The result shapes of pools and resizing as types.
 *
 * @module
 */
import type { IsUnknownRank, Shape, ShapeMismatch } from '../shape/base.ts'
import type { Settled, SettledIn, ShowShape } from '../shape/dimension.ts'
import type { Padding, PerAxis, Slides } from './Places.ts'
import type { InputRank, Placed, Spatial, UnknownSizes } from './ConvolutionShape.ts'

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
      ? X extends readonly [infer B extends number, infer C extends number, ...unknown[]]
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
