/**
 * Tensors cut into parts, as types.
 *
 * @module
 */
import type { Multiply, Subtract } from '../Arithmetic.ts'
import type { Divide } from '../ArithmeticDivision.ts'
import type { NoAxis, NormalizeAxis } from './axes.ts'
import type { IsCertain, IsUnknown, IsUnknownRank, Shape, ShapeMismatch, Unsized } from './base.ts'
import type { Settled, ShowShape } from './dimension.ts'
/** Into how many parts a tensor is cut, or where. */
export type Parts = number | Shape
type PartsMisfit<
  S extends Shape,
  Axis extends number,
  Length extends number,
  N extends number,
> = ShapeMismatch<`split: axis ${Axis} of ${ShowShape<S>} has ${Length} elements, which is not ${N} equal parts. Give the positions to cut at?`>
type CutsMisfit<
  Axis extends number,
  Length extends number,
  At extends Shape,
> = ShapeMismatch<`split: positions go up from 0 to the ${Length} elements of axis ${Axis}, got ${ShowShape<At>}`>
type Copies<
  N extends number,
  Length extends number,
  Done extends Shape = readonly [],
> = Done['length'] extends N
  ? Done
  : Done['length'] extends 64
    ? readonly Length[]
    : Copies<N, Length, readonly [...Done, Length]>
type Distances<
  At extends Shape,
  From extends number,
  Length extends number,
  Done extends Shape = readonly [],
> = At extends readonly [infer P extends number, ...infer Rest extends Shape]
  ? Distances<Rest, P, Length, readonly [...Done, Distance<From, P>]>
  : readonly [...Done, Distance<From, Length>]
/** The way from one position to the next; `never` where it goes back. */
type Distance<From extends number, To extends number> =
  Subtract<From, To> extends 0
    ? Subtract<To, From>
    : IsUnknown<Subtract<From, To>> extends true
      ? number
      : never
type HasNever<S extends Shape> = true extends {
  [I in keyof S]: [S[I]] extends [never] ? true : false
}[number]
  ? true
  : false
type EqualParts<S extends Shape, Axis extends number, Length extends number, N extends number> =
  IsUnknown<N> extends true
    ? readonly number[]
    : IsUnknown<Length> extends true
      ? Copies<N, number>
      : Multiply<Divide<Length, N>, N> extends Length
        ? Copies<N, Divide<Length, N>>
        : PartsMisfit<S, Axis, Length, N>
/** How long the parts of an axis of this length are, or why it cannot be cut so. */
type PartLengths<
  S extends Shape,
  Axis extends number,
  Length extends number,
  P extends Parts,
> = P extends Shape
  ? number extends P['length']
    ? readonly number[]
    : HasNever<Distances<P, 0, Length>> extends true
      ? CutsMisfit<Axis, Length, P>
      : Distances<P, 0, Length>
  : P extends number
    ? EqualParts<S, Axis, Length, P>
    : never
type Each<Lengths extends Shape, S extends Shape> = {
  readonly [I in keyof Lengths]: S
}
type Cut<S extends Shape, Key extends string, Lengths extends Shape> =
  Lengths extends ShapeMismatch<string>
    ? Lengths
    : {
        readonly [P in keyof Lengths]: {
          readonly [I in keyof S]: I extends Key ? Lengths[P] : S[I]
        }
      }
/** The shapes of the parts of a tensor that is cut along an axis, or why it cannot be. */
export type Split<S extends Shape, P extends Parts, Axis extends number> =
  IsUnknownRank<S> extends true
    ? Each<PartLengths<S, Axis, number, P>, Shape>
    : IsCertain<Axis> extends false
      ? Each<PartLengths<S, Axis, number, P>, Unsized<S>>
      : [NormalizeAxis<Axis, S['length']>] extends [never]
        ? NoAxis<Axis, S, 'split: '>
        : Cut<
            S,
            `${NormalizeAxis<Axis, S['length']>}`,
            PartLengths<
              S,
              NormalizeAxis<Axis, S['length']>,
              Settled<S>[NormalizeAxis<Axis, S['length']>] & number,
              P
            >
          >
export {}
