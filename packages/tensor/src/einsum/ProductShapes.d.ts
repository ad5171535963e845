/**
 * The result shapes of `dot`, `outer` and `tensorDot` as types.
 *
 * @module
 */
import type { Product } from '../Arithmetic.ts'
import type { NormalizeAxis, Reduce } from '../shape/axes.ts'
import type { IsUnknown, IsUnknownRank, Shape, ShapeMismatch } from '../shape/base.ts'
import type { Agree, ShowDim, ShowShape } from '../shape/dimension.ts'
type DotMismatch<
  A extends Shape,
  B extends Shape,
  K extends number,
  K2 extends number,
> = ShapeMismatch<`dot: inner dimensions differ, ${ShowShape<A>} · ${ShowShape<B>}: ${ShowDim<K, A>} against ${ShowDim<K2, A>}`>
type DotOver<A extends Shape, B extends Shape> = A extends readonly [
  ...infer I extends Shape,
  infer K extends number,
]
  ? B extends readonly [infer K2 extends number]
    ? Agree<K, K2, A> extends true
      ? I
      : DotMismatch<A, B, K, K2>
    : B extends readonly [...infer J extends Shape, infer K2 extends number, infer N extends number]
      ? Agree<K, K2, A> extends true
        ? readonly [...I, ...J, N]
        : DotMismatch<A, B, K, K2>
      : A
  : B
/** The shape of `dot(a, b)`, or why there is none. */
export type Dot<A extends Shape, B extends Shape> =
  IsUnknownRank<A> extends true
    ? Shape
    : IsUnknownRank<B> extends true
      ? Shape
      : DotOver<A, B> extends infer R extends Shape
        ? R extends ShapeMismatch<string>
          ? R
          : Readonly<R>
        : never
/** The shape of `outer(a, b)`. */
export type Outer<A extends Shape, B extends Shape> = readonly [Product<A>, Product<B>]
/** How many axes, the last of one and the first of the other, or which of each. */
export type TensorDotAxes = number | readonly [readonly number[], readonly number[]]
type Ends<S extends Shape, N extends number, Taken extends Shape = readonly []> = Taken['length'] extends N
  ? readonly [S, Taken]
  : S extends readonly [...infer Init extends Shape, infer Last extends number]
    ? Ends<Init, N, readonly [Last, ...Taken]>
    : never
type TooMany<
  A extends Shape,
  B extends Shape,
  N extends number,
> = ShapeMismatch<`tensorDot: ${N} axes are more than ${ShowShape<A>} or ${ShowShape<B>} has`>
type Differ<
  A extends Shape,
  B extends Shape,
  K extends number,
  K2 extends number,
> = ShapeMismatch<`tensorDot: axes that are summed differ, ${ShowShape<A>} and ${ShowShape<B>}: ${ShowDim<K, A>} against ${ShowDim<K2, A>}`>
/** What is left of `B` after it begins with the axes `Taken`. */
type Begins<
  A extends Shape,
  B extends Shape,
  Taken extends Shape,
  Rest extends Shape,
> = Taken extends readonly [infer K extends number, ...infer Ks extends Shape]
  ? Rest extends readonly [infer K2 extends number, ...infer Others extends Shape]
    ? Agree<K, K2, A> extends true
      ? Begins<A, B, Ks, Others>
      : Differ<A, B, K, K2>
    : TooMany<A, B, number>
  : Rest
type Joined<A extends Shape, B extends Shape> =
  A extends ShapeMismatch<string> ? A : B extends ShapeMismatch<string> ? B : readonly [...A, ...B]
type ByCount<A extends Shape, B extends Shape, N extends number> = [Ends<A, N>] extends [never]
  ? TooMany<A, B, N>
  : [Ends<B, N>] extends [never]
    ? TooMany<A, B, N>
    : Ends<A, N> extends readonly [infer Init extends Shape, infer Taken extends Shape]
      ? Begins<A, B, Taken, B> extends infer R extends Shape
        ? Joined<Init, R>
        : never
      : never
type UnevenLists = ShapeMismatch<'tensorDot: as many axes of one as of the other are summed'>
/** The first pair of axes that differ; `never` where none do. */
type Misfit<
  A extends Shape,
  B extends Shape,
  P extends readonly number[],
  Q extends readonly number[],
> = P extends readonly [infer I extends number, ...infer Is extends readonly number[]]
  ? Q extends readonly [infer J extends number, ...infer Js extends readonly number[]]
    ? Agree<A[NormalizeAxis<I, A['length']>], B[NormalizeAxis<J, B['length']>], A> extends true
      ? Misfit<A, B, Is, Js>
      : Differ<A, B, A[NormalizeAxis<I, A['length']>], B[NormalizeAxis<J, B['length']>]>
    : UnevenLists
  : Q extends readonly []
    ? never
    : UnevenLists
/** What is left of each, where all axes exist. */
type Remaining<
  A extends Shape,
  B extends Shape,
  P extends readonly number[],
  Q extends readonly number[],
> = Joined<Reduce<A, P, false>, Reduce<B, Q, false>>
type ByPairs<
  A extends Shape,
  B extends Shape,
  P extends readonly number[],
  Q extends readonly number[],
> = true extends IsUnknownRank<P> | IsUnknownRank<Q> | IsUnknown<P[number] | Q[number]>
  ? Shape
  : Remaining<A, B, P, Q> extends infer R extends Shape
    ? R extends ShapeMismatch<string>
      ? R
      : [Misfit<A, B, P, Q>] extends [never]
        ? R
        : Misfit<A, B, P, Q>
    : never
/** The shape of `tensorDot(a, b, axes)`, or why there is none. */
export type TensorDot<A extends Shape, B extends Shape, X extends TensorDotAxes> =
  IsUnknownRank<A> extends true
    ? Shape
    : IsUnknownRank<B> extends true
      ? Shape
      : number extends X
        ? Shape
        : X extends number
          ? ByCount<A, B, X>
          : X extends readonly [infer P extends readonly number[], infer Q extends readonly number[]]
            ? ByPairs<A, B, P, Q>
            : Shape
export {}
