/**
 * The same elements in another shape, as a type.
 *
 * @module
 */
import type { Multiply, Product } from '../Arithmetic.ts'
import type { Divide } from '../ArithmeticDivision.ts'
import type { Count, IsUnknown, IsUnknownRank, Shape, ShapeMismatch } from './base.ts'
import type { Box, IsParameter, SameDim, Settled, ShowShape } from './dimension.ts'

/** The product of the dimensions other than -1, and how many are -1. */
type Tally<Known extends number, Wild extends number> = { readonly known: Known; readonly wild: Wild }

type TallyOf<S extends Shape, Known extends number = 1, Wild extends Count = []> = S extends readonly [
  infer D extends number,
  ...infer Rest extends Shape,
]
  ? [D] extends [-1]
    ? TallyOf<Rest, Known, [...Wild, 1]>
    : TallyOf<Rest, Multiply<Known, D>, Wild>
  : Tally<Known, Wild['length']>

type Misfit<
  From extends Shape,
  To extends Shape,
  Size extends number,
  Known extends number,
> = ShapeMismatch<`reshape: ${ShowShape<From>} holds ${Size} elements, ${ShowShape<To>} holds ${Known}`>

type Remainder<
  From extends Shape,
  To extends Shape,
  Size extends number,
  Known extends number,
> = ShapeMismatch<`reshape: ${ShowShape<From>} holds ${Size} elements, which ${Known} does not divide: no dimension fits the -1 of ${ShowShape<To>}`>

type Wildcards<
  To extends Shape,
  Wild extends number,
> = ShapeMismatch<`reshape: only one dimension can be -1, ${ShowShape<To>} has ${Wild}`>

type Filled<To extends Shape, T extends Shape, D extends number> = {
  readonly [I in keyof To]: [T[I & keyof T]] extends [-1] ? D : To[I]
}

type Fill<
  From extends Shape,
  To extends Shape,
  T extends Shape,
  Size extends number,
  Known extends number,
  D extends number,
> = SameDim<Multiply<D, Known>, Size> extends true ? Filled<To, T, D> : Remainder<From, To, Size, Known>

/** `T` is the target without type parameters. */
type Checked<From extends Shape, To extends Shape, T extends Shape, Size extends number, Counted> =
  Counted extends Tally<infer Known, infer Wild>
    ? Wild extends 0
      ? SameDim<Size, Known> extends true
        ? To
        : Misfit<From, To, Size, Known>
      : Wild extends 1
        ? Known extends 0
          ? Remainder<From, To, Size, Known>
          : Fill<From, To, T, Size, Known, Divide<Size, Known>>
        : Wildcards<To, Wild>
    : never

type ReshapeOver<From extends Shape, To extends Shape, T extends Shape> = Checked<
  From,
  To,
  T,
  Product<From>,
  TallyOf<T>
>

/** What is left where both begin with one type parameter, such as a batch, and the rest can be counted; else `never`. */
type Unbatched<From extends Shape, To extends Shape> = From extends readonly [
  infer F extends number,
  ...infer FromRest extends Shape,
]
  ? To extends readonly [infer D extends number, ...infer ToRest extends Shape]
    ? IsParameter<F, From> extends true
      ? IsParameter<D, From> extends true
        ? IsUnknown<Product<FromRest>> extends true
          ? never
          : IsUnknown<TallyOf<Settled<ToRest>>['known']> extends true
            ? never
            : Box<F> extends Box<D>
              ? Reshape<FromRest, ToRest> extends infer R extends Shape
                ? R extends ShapeMismatch<string>
                  ? R
                  : readonly [D, ...R]
                : never
              : never
        : never
      : never
    : never
  : never

/** The target of a reshape: element counts must agree where both are known; `-1` stands for what is left. */
export type Reshape<From extends Shape, To extends Shape> =
  IsUnknownRank<To> extends true
    ? Shape
    : IsUnknownRank<From> extends true
      ? ReshapeOver<readonly number[], To, Settled<To>>
      : [Unbatched<From, To>] extends [never]
        ? ReshapeOver<From, To, Settled<To>>
        : Unbatched<From, To>

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
