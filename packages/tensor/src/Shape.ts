/**
 * Shapes as types: the algebra that lets the compiler compute result shapes and refuse what does not fit.
 *
 * A dimension is a number literal where it is known and `number` where it is not. Unknown dimensions never get in the
 * way: every rule answers `number` for them, and the same rule runs again on the values, with the same words.
 *
 * @module
 */
import type { Product } from './Arithmetic.ts'

/** The dimensions of a tensor, outermost first. */
export type Shape = readonly number[]

/**
 * What a shape rule answers instead of a shape.
 *
 * It counts as a shape, so that a rule answers a shape in any case: otherwise the compiler would put off, inside a
 * generic function, the question whether it does.
 */
export interface ShapeMismatch<Message extends string> extends Shape {
  readonly shapeMismatch: Message
}

/** What no argument is: where a rule has refused, it stands in the type of the argument, so that the editor shows the text. */
export interface DoesNotFit<Message extends string> {
  readonly shapeMismatch: Message
}

/** Is this dimension unknown to the compiler? */
export type IsUnknown<D extends number> = number extends D ? true : false

/** Is the rank of this shape unknown to the compiler? */
export type IsUnknownRank<S extends Shape> = number extends S['length'] ? true : false

/** A shape as text: `[32,784]`. */
export type ShowShape<S extends Shape, Text extends string = ''> = number extends S['length']
  ? '[...]'
  : S extends readonly [infer Head extends number, ...infer Rest extends Shape]
    ? ShowShape<Rest, Text extends '' ? `${Head}` : `${Text},${Head}`>
    : `[${Text}]`

/**
 * Holds a dimension. The compiler settles at once whether a box of a type parameter is a box of the same one, where for
 * bare type parameters it would wait: so that operations work inside `<B extends number>(x: Tensor<readonly [B, 8]>) => …`.
 */
interface Box<out D extends number> {
  readonly dimension: D
}

type Spreads<D extends number> = D extends 1 ? number : D

/** The dimension in a box, or `misfit`. That B is 1 or A comes first: it is what type parameters can answer. */
type BroadcastDim<A extends number, B extends number> =
  Box<B> extends Box<1 | A> ? Box<A & Spreads<B>> : Box<A> extends Box<1 | B> ? Box<B & Spreads<A>> : 'misfit'

type BroadcastFrom<
  A extends Shape,
  B extends Shape,
  A0 extends Shape,
  B0 extends Shape,
  Op extends string,
> = A extends readonly [...infer AInit extends Shape, infer ALast extends number]
  ? B extends readonly [...infer BInit extends Shape, infer BLast extends number]
    ? BroadcastDim<ALast, BLast> extends { readonly dimension: infer D extends number }
      ? BroadcastFrom<AInit, BInit, A0, B0, Op> extends infer R extends Shape
        ? R extends ShapeMismatch<string>
          ? R
          : readonly [...R, D]
        : never
      : ShapeMismatch<`${Op}: cannot broadcast ${ShowShape<A0>} with ${ShowShape<B0>}: ${ALast} against ${BLast}`>
    : A
  : B

/** The shape of an elementwise operation's result, by NumPy's broadcasting rule, or why there is none. */
export type Broadcast<A extends Shape, B extends Shape, Op extends string = 'broadcast'> =
  IsUnknownRank<A> extends true
    ? Shape
    : IsUnknownRank<B> extends true
      ? Shape
      : BroadcastFrom<A, B, A, B, Op>

/** Can two dimensions be one? An unknown one can be any; a type parameter can be itself. */
export type SameDim<A extends number, B extends number> =
  Box<A> extends Box<B> ? true : Box<B> extends Box<A> ? true : false

type BatchedMatMul<
  A extends Shape,
  B extends Shape,
  ABatch extends Shape,
  BBatch extends Shape,
  M extends number,
  N extends number,
> =
  Broadcast<
    ABatch,
    BBatch,
    `matmul: batch dimensions of ${ShowShape<A>} @ ${ShowShape<B>}`
  > extends infer R extends Shape
    ? R extends ShapeMismatch<string>
      ? R
      : readonly [...R, M, N]
    : never

/** The shape of `a @ b`: inner dimensions must agree, batch dimensions broadcast, vectors as in NumPy. */
export type MatMul<A extends Shape, B extends Shape> =
  IsUnknownRank<A> extends true
    ? Shape
    : IsUnknownRank<B> extends true
      ? Shape
      : A extends readonly []
        ? ShapeMismatch<`matmul: needs at least one axis, ${ShowShape<A>} @ ${ShowShape<B>}. Use mul for scalars.`>
        : B extends readonly []
          ? ShapeMismatch<`matmul: needs at least one axis, ${ShowShape<A>} @ ${ShowShape<B>}. Use mul for scalars.`>
          : A extends readonly [infer K extends number]
            ? B extends readonly [infer K2 extends number]
              ? SameDim<K, K2> extends true
                ? readonly []
                : ShapeMismatch<InnerMismatch<A, B, K, K2>>
              : B extends readonly [
                    ...infer Batch extends Shape,
                    infer K2 extends number,
                    infer N extends number,
                  ]
                ? SameDim<K, K2> extends true
                  ? readonly [...Batch, N]
                  : ShapeMismatch<InnerMismatch<A, B, K, K2>>
                : never
            : A extends readonly [
                  ...infer ABatch extends Shape,
                  infer M extends number,
                  infer K extends number,
                ]
              ? B extends readonly [infer K2 extends number]
                ? SameDim<K, K2> extends true
                  ? readonly [...ABatch, M]
                  : ShapeMismatch<InnerMismatch<A, B, K, K2>>
                : B extends readonly [
                      ...infer BBatch extends Shape,
                      infer K2 extends number,
                      infer N extends number,
                    ]
                  ? SameDim<K, K2> extends true
                    ? BatchedMatMul<A, B, ABatch, BBatch, M, N>
                    : ShapeMismatch<InnerMismatch<A, B, K, K2>>
                  : never
              : never

type InnerMismatch<
  A extends Shape,
  B extends Shape,
  K extends number,
  K2 extends number,
> = `matmul: inner dimensions differ, ${ShowShape<A>} @ ${ShowShape<B>}: ${K} against ${K2}`

type Ones = readonly unknown[]
type Counter<N extends number, C extends Ones = []> = C['length'] extends N ? C : Counter<N, [...C, 1]>
type Minus<A extends number, B extends number> =
  Counter<A> extends [...Counter<B>, ...infer Rest] ? Rest['length'] : never

/** An axis counted from the front: `-1` of rank 3 is `2`; an axis that the shape does not have is `never`. */
export type NormalizeAxis<Axis extends number, Rank extends number> = Axis extends unknown
  ? `${Axis}` extends `-${infer P extends number}`
    ? Minus<Rank, P>
    : `${Axis}` extends Exclude<keyof Counter<Rank>, keyof []>
      ? Axis
      : never
  : never

type RemoveAxes<
  S extends Shape,
  Axes extends number,
  Keep extends boolean,
  Seen extends Ones = [],
> = S extends readonly [infer Head extends number, ...infer Rest extends Shape]
  ? Seen['length'] extends Axes
    ? Keep extends true
      ? readonly [1, ...RemoveAxes<Rest, Axes, Keep, [...Seen, 1]>]
      : RemoveAxes<Rest, Axes, Keep, [...Seen, 1]>
    : readonly [Head, ...RemoveAxes<Rest, Axes, Keep, [...Seen, 1]>]
  : readonly []

type AxesUnion<Axes> = Axes extends readonly number[] ? Axes[number] : Axes extends number ? Axes : never

type ReduceAxes<S extends Shape, Axes, Keep extends boolean> =
  IsUnknown<AxesUnion<Axes>> extends true
    ? Keep extends true
      ? { readonly [I in keyof S]: number }
      : Shape
    : [OutOfRange<AxesUnion<Axes>, S['length']>] extends [never]
      ? RemoveAxes<S, NormalizeAxis<AxesUnion<Axes>, S['length']>, Keep>
      : ShapeMismatch<`axis ${OutOfRange<AxesUnion<Axes>, S['length']>} is out of range for shape ${ShowShape<S>} of rank ${S['length']}`>

type OutOfRange<Axis extends number, Rank extends number> = Axis extends unknown
  ? [NormalizeAxis<Axis, Rank>] extends [never]
    ? Axis
    : never
  : never

/** The shape that is left when axes are reduced: all of them where `Axes` is `undefined`. */
export type Reduce<S extends Shape, Axes, Keep extends boolean> = [Axes, Keep] extends [undefined, false]
  ? readonly []
  : IsUnknownRank<S> extends true
    ? Shape
    : [Axes] extends [undefined]
      ? { readonly [I in keyof S]: 1 }
      : Axes extends readonly []
        ? S
        : ReduceAxes<S, Axes, Keep>

/** The axes reversed. */
export type Reverse<S extends Shape> =
  IsUnknownRank<S> extends true
    ? Shape
    : S extends readonly [...infer Init extends Shape, infer Last extends number]
      ? readonly [Last, ...Reverse<Init>]
      : readonly []

/** The shape with its axes in a new order. */
export type Permute<S extends Shape, Axes extends readonly number[]> =
  IsUnknownRank<S> extends true
    ? Shape
    : IsUnknownRank<Axes> extends true
      ? { readonly [I in keyof S]: number }
      : Axes['length'] extends S['length']
        ? PickAxes<S, Axes>
        : ShapeMismatch<`permute: ${ShowShape<S>} has ${S['length']} axes, the order ${ShowShape<Axes>} names ${Axes['length']}`>

type PickAxes<S extends Shape, Axes extends readonly number[]> = Axes extends readonly [
  infer A extends number,
  ...infer Rest extends readonly number[],
]
  ? readonly [S[NormalizeAxis<A, S['length']>] & number, ...PickAxes<S, Rest>]
  : readonly []

type ReplaceWildcard<S extends Shape> = { readonly [I in keyof S]: S[I] extends -1 ? number : S[I] }

/** The target of a reshape: element counts must agree where both are known; `-1` stands for what is left. */
export type Reshape<From extends Shape, To extends Shape> =
  IsUnknownRank<To> extends true
    ? Shape
    : -1 extends To[number]
      ? IsUnknown<To[number]> extends true
        ? ReplaceWildcard<To>
        : ReplaceWildcard<To>
      : IsUnknown<Product<From>> extends true
        ? To
        : IsUnknown<Product<To>> extends true
          ? To
          : Product<From> extends Product<To>
            ? To
            : ShapeMismatch<`reshape: ${ShowShape<From>} holds ${Product<From>} elements, ${ShowShape<To>} holds ${Product<To>}`>

/** The shape with a new axis of one at `Axis`. */
export type ExpandDims<S extends Shape, Axis extends number> =
  IsUnknownRank<S> extends true
    ? Shape
    : IsUnknown<Axis> extends true
      ? Shape
      : InsertAt<S, NormalizeAxis<Axis, [...S, 1]['length']>>

type InsertAt<S extends Shape, Axis extends number, Seen extends Ones = []> = Seen['length'] extends Axis
  ? readonly [1, ...S]
  : S extends readonly [infer Head extends number, ...infer Rest extends Shape]
    ? readonly [Head, ...InsertAt<Rest, Axis, [...Seen, 1]>]
    : readonly []

/** The shape with the dimension at `Axis` replaced. */
export type ReplaceAxis<S extends Shape, Axis extends number, By extends Shape> =
  IsUnknownRank<S> extends true
    ? Shape
    : IsUnknown<Axis> extends true
      ? Shape
      : SpliceAt<S, NormalizeAxis<Axis, S['length']>, By>

type SpliceAt<
  S extends Shape,
  Axis extends number,
  By extends Shape,
  Seen extends Ones = [],
> = S extends readonly [infer Head extends number, ...infer Rest extends Shape]
  ? Seen['length'] extends Axis
    ? readonly [...By, ...Rest]
    : readonly [Head, ...SpliceAt<Rest, Axis, By, [...Seen, 1]>]
  : readonly []

/** The shape of nested arrays of literals: `[[1, 2], [3, 4]]` is `[2, 2]`. */
export type NestedShape<N> = N extends number | boolean
  ? readonly []
  : N extends readonly []
    ? readonly [0]
    : N extends readonly [infer Head, ...unknown[]]
      ? readonly [N['length'] & number, ...NestedShape<Head>]
      : N extends readonly (infer E)[]
        ? [readonly E[]] extends [E]
          ? Shape
          : readonly [number, ...NestedShape<E>]
        : Shape

/** A shape of the same rank whose dimensions are unknown. */
export type Unsized<S extends Shape> = { readonly [I in keyof S]: number }
