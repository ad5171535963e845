/**
 * Shapes that meet: broadcasting and matrix products as types.
 *
 * @module
 */
import type { IsUnknownRank, Shape, ShapeMismatch } from './base.ts'
import type { Agree, Box, IsParameter, ShowDim, ShowShape } from './dimension.ts'

type Spreads<D extends number> = D extends 1 ? number : D

/** All that two literals, or unions of them, can broadcast to; `never` where nothing is. */
type Meet<A extends number, B extends number> = A extends 1 ? B : 1 extends B ? A : A extends B ? A : never

type Known<D extends number> = [D] extends [never] ? 'misfit' : Box<D>

/** The dimension in a box, or `'misfit'`. */
type BroadcastDim<A extends number, B extends number, Within> =
  IsParameter<A, Within> extends true
    ? IsParameter<B, Within> extends true
      ? Box<A> extends Box<B>
        ? Box<A>
        : 'misfit'
      : AgainstParameter<A, B>
    : IsParameter<B, Within> extends true
      ? AgainstParameter<B, A>
      : number extends A
        ? Box<Spreads<B>>
        : number extends B
          ? Box<Spreads<A>>
          : Known<Meet<A, B>>

type AgainstParameter<P extends number, D extends number> =
  Box<D> extends Box<1> ? Box<P> : number extends D ? Box<number> : 'misfit'

/** From the first axes, as the values are checked, so that both name the same misfit. */
type BroadcastFrom<
  A extends Shape,
  B extends Shape,
  A0 extends Shape,
  B0 extends Shape,
  Op extends string,
> = A extends readonly [...infer AInit extends Shape, infer ALast extends number]
  ? B extends readonly [...infer BInit extends Shape, infer BLast extends number]
    ? BroadcastFrom<AInit, BInit, A0, B0, Op> extends infer R extends Shape
      ? R extends ShapeMismatch<string>
        ? R
        : BroadcastDim<ALast, BLast, A0> extends { readonly dimension: infer D extends number }
          ? readonly [...R, D]
          : ShapeMismatch<`${Op}: cannot broadcast ${ShowShape<A0>} with ${ShowShape<B0>}: ${ShowDim<ALast, A0>} against ${ShowDim<BLast, A0>}`>
      : never
    : A
  : B

/** The shape of an elementwise operation's result, by NumPy's broadcasting rule, or why there is none. */
export type Broadcast<A extends Shape, B extends Shape, Op extends string = 'broadcast'> =
  IsUnknownRank<A> extends true
    ? Shape
    : IsUnknownRank<B> extends true
      ? Shape
      : BroadcastFrom<A, B, A, B, Op>

type SameShape<A extends Shape, B extends Shape, Within> = A extends readonly [
  infer AHead extends number,
  ...infer ARest extends Shape,
]
  ? B extends readonly [infer BHead extends number, ...infer BRest extends Shape]
    ? Agree<AHead, BHead, Within> extends true
      ? SameShape<ARest, BRest, Within>
      : false
    : false
  : B extends readonly []
    ? true
    : false

/** The shape that a tensor is repeated to, or why it cannot be. */
export type BroadcastTo<From extends Shape, To extends Shape> =
  IsUnknownRank<From> extends true
    ? To
    : IsUnknownRank<To> extends true
      ? To
      : Broadcast<From, To, 'broadcastTo'> extends infer R extends Shape
        ? R extends ShapeMismatch<string>
          ? R
          : SameShape<R, To, From> extends true
            ? To
            : ShapeMismatch<`broadcastTo: ${ShowShape<From>} does not broadcast to ${ShowShape<To>}`>
        : never

type Batched<ABatch extends Shape, BBatch extends Shape, M extends number, N extends number> =
  Broadcast<ABatch, BBatch, 'matmul'> extends infer R extends Shape
    ? R extends ShapeMismatch<string>
      ? R
      : readonly [...R, M, N]
    : never

type Inner<A extends Shape, B extends Shape, K extends number, K2 extends number, Result> =
  Agree<K, K2, A> extends true
    ? Result
    : ShapeMismatch<`matmul: inner dimensions differ, ${ShowShape<A>} @ ${ShowShape<B>}: ${ShowDim<K, A>} against ${ShowDim<K2, A>}`>

type NoAxes<
  A extends Shape,
  B extends Shape,
> = ShapeMismatch<`matmul: needs at least one axis, ${ShowShape<A>} @ ${ShowShape<B>}. Use mul for scalars.`>

/** The shape of `a @ b`: inner dimensions must agree, batch dimensions broadcast, vectors as in NumPy. */
export type MatMul<A extends Shape, B extends Shape> =
  IsUnknownRank<A> extends true
    ? Shape
    : IsUnknownRank<B> extends true
      ? Shape
      : A extends readonly [...infer ABatch extends Shape, infer M extends number, infer K extends number]
        ? B extends readonly [...infer BBatch extends Shape, infer K2 extends number, infer N extends number]
          ? Inner<A, B, K, K2, Batched<ABatch, BBatch, M, N>>
          : B extends readonly [infer K2 extends number]
            ? Inner<A, B, K, K2, readonly [...ABatch, M]>
            : NoAxes<A, B>
        : A extends readonly [infer K extends number]
          ? B extends readonly [...infer Batch extends Shape, infer K2 extends number, infer N extends number]
            ? Inner<A, B, K, K2, readonly [...Batch, N]>
            : B extends readonly [infer K2 extends number]
              ? Inner<A, B, K, K2, readonly []>
              : NoAxes<A, B>
          : NoAxes<A, B>
