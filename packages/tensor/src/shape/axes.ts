/**
 * Axes as types: which one is meant, and what is left, added or exchanged.
 *
 * @module
 */
import type { Count, IsAny, IsCertain, IsUnknownRank, Shape, ShapeMismatch, Unsized } from './base.ts'
import type { ShowShape } from './dimension.ts'

type Counter<N extends number, C extends Count = []> = C['length'] extends N ? C : Counter<N, [...C, 1]>
type Minus<A extends number, B extends number> =
  Counter<A> extends readonly [...Counter<B>, ...infer Rest] ? Rest['length'] : never

/** `'0' | '1' | … `, up to but not including `N`. */
type Below<N extends number> = Exclude<keyof Counter<N>, keyof []>

/** An axis counted from the front: `-1` of rank 3 is `2`; an axis that the shape does not have is `never`. */
export type NormalizeAxis<Axis extends number, Rank extends number> = Axis extends unknown
  ? `${Axis}` extends `-${infer P extends number}`
    ? `${P}` extends Below<Rank> | `${Rank}`
      ? Minus<Rank, P>
      : never
    : `${Axis}` extends Below<Rank>
      ? Axis
      : never
  : never

/** What is said of an axis that a shape does not have. */
export type NoAxis<
  Axis extends number,
  S extends Shape,
  Prefix extends string = '',
> = ShapeMismatch<`${Prefix}axis ${Axis} is out of range for shape ${ShowShape<S>} of rank ${S['length']}`>

/** Axes counted from the front, as a union. */
type Chosen<Axes extends number> = { readonly axes: Axes }

/** The axes that are meant; `'unknown'` where one of them is; or what is wrong with them. */
type Named<
  S extends Shape,
  Axes extends readonly number[],
  Prefix extends string,
  Done extends readonly number[] = readonly [],
> = Axes extends readonly [infer A extends number, ...infer Rest extends readonly number[]]
  ? IsCertain<A> extends true
    ? [NormalizeAxis<A, S['length']>] extends [never]
      ? NoAxis<A, S, Prefix>
      : NormalizeAxis<A, S['length']> extends Done[number]
        ? ShapeMismatch<`${Prefix}axis ${NormalizeAxis<A, S['length']>} is named twice in ${ShowShape<Normalized<S, Axes, Done>>}`>
        : Named<S, Rest, Prefix, readonly [...Done, NormalizeAxis<A, S['length']>]>
    : 'unknown'
  : Axes extends readonly []
    ? Chosen<Done[number]>
    : 'unknown'

type Normalized<
  S extends Shape,
  Axes extends readonly number[],
  Done extends readonly number[],
> = Axes extends readonly [infer A extends number, ...infer Rest extends readonly number[]]
  ? Normalized<S, Rest, readonly [...Done, IsCertain<A> extends true ? NormalizeAxis<A, S['length']> : A]>
  : Done

type RemoveAxes<
  S extends Shape,
  Axes extends number,
  Keep extends boolean,
  Seen extends Count = [],
> = S extends readonly [infer Head extends number, ...infer Rest extends Shape]
  ? Seen['length'] extends Axes
    ? Keep extends true
      ? readonly [1, ...RemoveAxes<Rest, Axes, Keep, [...Seen, 1]>]
      : RemoveAxes<Rest, Axes, Keep, [...Seen, 1]>
    : readonly [Head, ...RemoveAxes<Rest, Axes, Keep, [...Seen, 1]>]
  : readonly []

/** A mismatch is written anew: from `Found` itself the compiler would infer axes, given what the result should be. */
type ReduceNamed<S extends Shape, Found, Keep extends boolean> =
  Found extends Chosen<infer Axes>
    ? RemoveAxes<S, Axes, Keep>
    : Found extends ShapeMismatch<string>
      ? ShapeMismatch<Found['shapeMismatch']>
      : Keep extends true
        ? Unsized<S>
        : Shape

type ReduceAxes<
  S extends Shape,
  Axes,
  Keep extends boolean,
  Prefix extends string,
> = Axes extends readonly number[]
  ? ReduceNamed<S, Named<S, Axes, Prefix>, Keep>
  : [Axes] extends [number]
    ? ReduceNamed<S, Named<S, readonly [Axes], Prefix>, Keep>
    : ReduceNamed<S, 'unknown', Keep>

/** The shape that is left when axes are reduced, all of them where `Axes` is `undefined`; `Prefix` begins a refusal. */
export type Reduce<S extends Shape, Axes, Keep extends boolean, Prefix extends string = ''> =
  IsAny<Axes | Keep> extends true
    ? Shape
    : [Axes, Keep] extends [undefined, false]
      ? readonly []
      : IsUnknownRank<S> extends true
        ? Shape
        : boolean extends Keep
          ? Shape
          : [Axes] extends [undefined]
            ? { readonly [I in keyof S]: 1 }
            : [undefined] extends [Axes]
              ? ReduceNamed<S, 'unknown', Keep>
              : ReduceAxes<S, Axes, Keep, Prefix>

/** The axes reversed. */
export type Reverse<S extends Shape> =
  IsUnknownRank<S> extends true
    ? Shape
    : S extends readonly [...infer Init extends Shape, infer Last extends number]
      ? readonly [Last, ...Reverse<Init>]
      : readonly []

type NotAnOrder<
  S extends Shape,
  Axes extends readonly number[],
> = ShapeMismatch<`permute: ${ShowShape<S>} has ${S['length']} axes, the order ${ShowShape<Axes>} must name each once`>

/** The dimensions in the order of the axes; where an axis is not certain, its dimension is `number`. */
type Ordered<
  S extends Shape,
  Axes extends readonly number[],
  Rest extends readonly number[] = Axes,
  Seen extends number = never,
  Done extends Shape = readonly [],
> = Rest extends readonly [infer A extends number, ...infer More extends readonly number[]]
  ? IsCertain<A> extends true
    ? [NormalizeAxis<A, S['length']>] extends [never]
      ? NoAxis<A, S, 'permute: '>
      : NormalizeAxis<A, S['length']> extends Seen
        ? NotAnOrder<S, Axes>
        : Ordered<
            S,
            Axes,
            More,
            Seen | NormalizeAxis<A, S['length']>,
            readonly [...Done, S[NormalizeAxis<A, S['length']>]]
          >
    : Ordered<S, Axes, More, Seen, readonly [...Done, number]>
  : Done

/** The shape with its axes in a new order, or why they are none. */
export type Permute<S extends Shape, Axes extends readonly number[]> =
  IsUnknownRank<S> extends true
    ? Shape
    : IsUnknownRank<Axes> extends true
      ? Unsized<S>
      : Ordered<S, Axes> extends infer R extends Shape
        ? R extends ShapeMismatch<string>
          ? R
          : Axes['length'] extends S['length']
            ? R
            : NotAnOrder<S, Axes>
        : never

type InsertAt<
  S extends Shape,
  Axis extends number,
  D extends number,
  Seen extends Count = [],
> = Seen['length'] extends Axis
  ? readonly [D, ...S]
  : S extends readonly [infer Head extends number, ...infer Rest extends Shape]
    ? readonly [Head, ...InsertAt<Rest, Axis, D, [...Seen, 1]>]
    : readonly []

/** The shape with a new axis of length `D` at `Axis`. */
export type InsertAxis<S extends Shape, Axis extends number, D extends number, Prefix extends string> =
  IsUnknownRank<S> extends true
    ? Shape
    : IsCertain<Axis> extends true
      ? [NormalizeAxis<Axis, [...S, 1]['length']>] extends [never]
        ? NoAxis<Axis, S, Prefix>
        : InsertAt<S, NormalizeAxis<Axis, [...S, 1]['length']>, D>
      : Unsized<readonly [1, ...S]>

/** The shape with a new axis of one at `Axis`. */
export type ExpandDims<S extends Shape, Axis extends number> = InsertAxis<S, Axis, 1, 'expandDims: '>

type SpliceAt<
  S extends Shape,
  Axis extends number,
  By extends Shape,
  Seen extends Count = [],
> = S extends readonly [infer Head extends number, ...infer Rest extends Shape]
  ? Seen['length'] extends Axis
    ? readonly [...By, ...Rest]
    : readonly [Head, ...SpliceAt<Rest, Axis, By, [...Seen, 1]>]
  : readonly []

/** The shape with the dimension at `Axis` replaced by others. */
export type ReplaceAxis<S extends Shape, Axis extends number, By extends Shape, Prefix extends string = ''> =
  IsUnknownRank<S> extends true
    ? Shape
    : IsCertain<Axis> extends true
      ? [NormalizeAxis<Axis, S['length']>] extends [never]
        ? NoAxis<Axis, S, Prefix>
        : SpliceAt<S, NormalizeAxis<Axis, S['length']>, By>
      : Shape
