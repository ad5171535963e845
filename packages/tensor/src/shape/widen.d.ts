/**
 * Tensors widened, repeated and squeezed, as types.
 *
 * @module
 */
import type { Add, Multiply } from '../Arithmetic.ts'
import type { NormalizeAxis, ReplaceAxis } from './axes.ts'
import type { IsCertain, IsUnknownRank, Shape, ShapeMismatch, Unsized } from './base.ts'
import type { Agree, IsParameter, Settled, ShowDim, ShowShape } from './dimension.ts'
import type { AxisKey, WithAxis } from './join.ts'
/** How many elements to add before and after, axis by axis. */
export type Widths = readonly (readonly [before: number, after: number])[]
/** `D` as it is, type parameters and all, where nothing is added; otherwise the sum with `T`, which is settled. */
type PadDim<D extends number, T extends number, W> = W extends readonly [0, 0]
  ? D
  : W extends readonly [infer Low extends number, infer High extends number]
    ? Add<Add<T, Low>, High>
    : number
type PadDims<S extends Shape, T extends Shape, W extends Widths> = {
  readonly [I in keyof S]: I extends keyof W ? PadDim<S[I], T[I & keyof T] & number, W[I]> : number
}
/** The shape with each axis widened. */
export type Pad<S extends Shape, W extends Widths> =
  IsUnknownRank<S> extends true
    ? Shape
    : number extends W['length']
      ? Unsized<S>
      : W['length'] extends S['length']
        ? PadDims<S, Settled<S>, W>
        : ShapeMismatch<`pad: ${ShowShape<S>} has ${S['length']} axes, and needs as many pairs of widths, got ${W['length']}`>
type Times<D extends number, T extends number, N extends number> = [N] extends [1] ? D : Multiply<T, N>
type RepeatDims<S extends Shape, T extends Shape, N extends number, Key extends string> = {
  readonly [I in keyof S]: I extends Key ? Times<S[I], T[I & keyof T] & number, N> : S[I]
}
/** The shape with one axis `N` times as long. */
export type Repeat<S extends Shape, N extends number, Axis extends number> = WithAxis<
  'repeat',
  S,
  Axis,
  RepeatDims<S, Settled<S>, N, AxisKey<S, Axis>>
>
type TileDims<S extends Shape, T extends Shape, Counts extends Shape> = S extends readonly [
  ...infer Init extends Shape,
  infer Last extends number,
]
  ? Counts extends readonly [...infer More extends Shape, infer N extends number]
    ? T extends readonly [...infer TInit extends Shape, infer TLast extends number]
      ? readonly [...TileDims<Init, TInit, More>, Times<Last, TLast, N>]
      : S
    : S
  : Counts
/** The shape laid out `Counts` times along each axis, the last axes first as in broadcasting. */
export type Tile<S extends Shape, Counts extends Shape> = true extends
  | IsUnknownRank<S>
  | IsUnknownRank<Counts>
  ? Shape
  : TileDims<S, Settled<S>, Counts>
type WithoutOnes<S extends Shape> = S extends readonly [
  infer Head extends number,
  ...infer Rest extends Shape,
]
  ? Head extends 1
    ? WithoutOnes<Rest>
    : readonly [Head, ...WithoutOnes<Rest>]
  : readonly []
type SqueezeAxis<S extends Shape, Axis extends number, D extends number> =
  Agree<D, 1, S> extends true
    ? ReplaceAxis<S, Axis, readonly []>
    : ShapeMismatch<`squeeze: axis ${Axis} of ${ShowShape<S>} has ${ShowDim<D, S>} elements, only an axis of one can go`>
/** Which axes are one is not known where a dimension is `number` or a type parameter. */
type SqueezeAll<S extends Shape> =
  IsUnknownRank<S> extends true
    ? Shape
    : IsParameter<S[number], S> extends true
      ? Shape
      : number extends S[number]
        ? Shape
        : WithoutOnes<S>
/** The shape without an axis of one, or without any of them where none is named. */
export type Squeeze<S extends Shape, Axis extends number | undefined> = [Axis] extends [undefined]
  ? SqueezeAll<S>
  : [Axis] extends [number]
    ? IsUnknownRank<S> extends true
      ? Shape
      : IsCertain<Axis> extends true
        ? WithAxis<'squeeze', S, Axis, SqueezeAxis<S, Axis, S[NormalizeAxis<Axis, S['length']>]>>
        : Shape
    : Shape
type Exchanged<S extends Shape, A extends number, B extends number> = {
  readonly [I in keyof S]: I extends `${A}` ? S[B] : I extends `${B}` ? S[A] : S[I]
}
/** The shape with two axes exchanged. */
export type SwapAxes<S extends Shape, A extends number, B extends number> = WithAxis<
  'swapAxes',
  S,
  A,
  WithAxis<'swapAxes', S, B, Exchanged<S, NormalizeAxis<A, S['length']>, NormalizeAxis<B, S['length']>>>
>
export {}
