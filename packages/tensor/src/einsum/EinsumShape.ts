/**
 * The result shape of `einsum` as a type, read from its subscripts.
 *
 * @module
 */
import type { DType } from '../DType.ts'
import type { DTypeOf, Promote } from '../promotion.ts'
import type { IsUnknownRank, SameDim, ShapeMismatch, ShowShape } from '../Shape.ts'
import type { AnyTensor, Shape, Tensor } from '../Tensor.ts'

type NoSpaces<T extends string> = T extends `${infer A} ${infer B}` ? NoSpaces<`${A}${B}`> : T

type Split<T extends string> = T extends `${infer First},${infer Rest}`
  ? readonly [First, ...Split<Rest>]
  : readonly [T]

type Length<T extends string, Count extends readonly 1[] = []> = T extends `${string}${infer Rest}`
  ? Length<Rest, [...Count, 1]>
  : Count['length']

/** No letter has a size yet. */
type NoSizes = Readonly<Record<never, never>>

/** The sizes of the letters of one operand beside those of the operands before; a known size and `number` meet at the known. */
type Bind<
  Text extends string,
  Term extends string,
  S extends Shape,
  B,
  Whole extends Shape = S,
> = Term extends `${infer L}${infer Rest}`
  ? S extends readonly [infer D extends number, ...infer Ds extends Shape]
    ? L extends keyof B
      ? SameDim<B[L] & number, D> extends true
        ? Bind<Text, Rest, Ds, B & { readonly [K in L]: D }, Whole>
        : ShapeMismatch<`einsum: '${L}' of '${Text}' is ${B[L] & number}, and ${D} in ${ShowShape<Whole>}`>
      : Bind<Text, Rest, Ds, B & { readonly [K in L]: D }, Whole>
    : B
  : B

type BindAll<
  Text extends string,
  Terms extends readonly string[],
  L extends readonly AnyTensor[],
  B = NoSizes,
> = Terms extends readonly [infer Term extends string, ...infer Rest extends readonly string[]]
  ? L extends readonly [infer X extends AnyTensor, ...infer Xs extends readonly AnyTensor[]]
    ? IsUnknownRank<X['shape']> extends true
      ? 'unknown'
      : Length<Term> extends X['shape']['length']
        ? Bind<Text, Term, X['shape'], B> extends infer R
          ? R extends ShapeMismatch<string>
            ? R
            : BindAll<Text, Rest, Xs, R>
          : never
        : ShapeMismatch<`einsum: '${Term}' of '${Text}' names ${Length<Term>} axes, ${ShowShape<X['shape']>} has ${X['shape']['length']}`>
    : B
  : B

type Pick<
  Text extends string,
  Output extends string,
  B,
  Done extends Shape = readonly [],
> = Output extends `${infer L}${infer Rest}`
  ? L extends keyof B
    ? Pick<Text, Rest, B, readonly [...Done, B[L] & number]>
    : ShapeMismatch<`einsum: the result names '${L}', which no operand has, got '${Text}'`>
  : Done

type OnceIn<T extends string, L extends string> = T extends `${string}${L}${infer Rest}`
  ? Rest extends `${string}${L}${string}`
    ? false
    : true
  : false

type Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

type Implicit<
  T extends string,
  From extends string = Alphabet,
  Done extends string = '',
> = From extends `${infer L}${infer Rest}`
  ? Implicit<T, Rest, OnceIn<T, L> extends true ? `${Done}${L}` : Done>
  : Done

type Shaped<
  Text extends string,
  Terms extends string,
  Output extends string,
  L extends readonly AnyTensor[],
> = Split<Terms>['length'] extends L['length']
  ? BindAll<Text, Split<Terms>, L> extends infer B
    ? B extends 'unknown'
      ? Shape
      : B extends ShapeMismatch<string>
        ? B
        : Pick<Text, Output, B>
    : never
  : ShapeMismatch<`einsum: '${Text}' is for ${Split<Terms>['length']} operands, got ${L['length']}`>

type Read<
  Text extends string,
  T extends string,
  L extends readonly AnyTensor[],
> = T extends `${string}...${string}`
  ? Shape
  : T extends `${infer Terms}->${infer Output}`
    ? Shaped<Text, Terms, Output, L>
    : Shaped<Text, T, Implicit<T>, L>

/** The shape of `einsum(subscripts, ...operands)`, or why there is none; of unknown rank where an ellipsis is in it. */
export type EinsumShape<E extends string, L extends readonly AnyTensor[]> = string extends E
  ? Shape
  : number extends L['length']
    ? Shape
    : Read<E, NoSpaces<E>, L>

/** The element type in which operands meet. */
export type EinsumDType<L extends readonly AnyTensor[]> = number extends L['length']
  ? DType
  : L extends readonly [
        infer A extends AnyTensor,
        infer B extends AnyTensor,
        ...infer R extends readonly AnyTensor[],
      ]
    ? EinsumDType<readonly [Tensor<Shape, Promote<A, B>>, ...R]>
    : L extends readonly [infer A extends AnyTensor]
      ? DTypeOf<A> & DType
      : DType
