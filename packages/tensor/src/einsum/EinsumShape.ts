/**
 * The result shape of `einsum` as a type, read from its subscripts.
 *
 * @module
 */
import type { DType } from '../DType.ts'
import type { DTypeOf, Promote } from '../promotion.ts'
import type { IsUnknownRank, Shape, ShapeMismatch } from '../shape/base.ts'
import type { Broadcast } from '../shape/broadcast.ts'
import type { Agree, Agreed, ShowDim, ShowShape } from '../shape/dimension.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import type { Implicit, Labels, LabelsOf, Named, NoSpaces, Terms } from './SubscriptText.ts'

type Sizes = Readonly<Record<string, number>>

/** No letter has a size yet. */
type NoSizes = Readonly<Record<never, never>>

/** The size of each letter so far, and the axes under the ellipses, which broadcast. */
type Bound<B extends Sizes, Covered extends Shape> = { readonly sizes: B; readonly covered: Covered }

type TwoSizes<
  Text extends string,
  L extends string,
  A extends number,
  D extends number,
  Whole extends Shape,
> = ShapeMismatch<`einsum: '${L}' of '${Text}' is ${ShowDim<A, Whole>}, and ${ShowDim<D, Whole>} in ${ShowShape<Whole>}`>

/** The sizes with one more; `'misfit'` for a letter that has another. */
type With<B extends Sizes, L extends string, D extends number, Within> = L extends keyof B
  ? Agree<B[L], D, Within> extends true
    ? { readonly [K in keyof B]: K extends L ? Agreed<B[K], D, Within> : B[K] }
    : 'misfit'
  : B & { readonly [K in L]: D }

/** The axes under an ellipsis beside those of the operands before. */
type Cover<
  Text extends string,
  B extends Sizes,
  Covered extends Shape,
  S extends Shape,
  Whole extends Shape,
> =
  Broadcast<Covered, S, 'einsum'> extends infer R extends Shape
    ? R extends ShapeMismatch<`${string}: cannot broadcast ${string}: ${infer A} against ${infer D}`>
      ? ShapeMismatch<`einsum: an axis under '...' of '${Text}' is ${A}, and ${D} in ${ShowShape<Whole>}`>
      : Bound<B, R>
    : never

/** The axes of one operand beside those of the operands before: from the front, then those after an ellipsis from the end. */
type Bind<
  Text extends string,
  L extends Labels,
  S extends Shape,
  B extends Sizes,
  Covered extends Shape,
  Whole extends Shape = S,
> = L extends readonly []
  ? Bound<B, Covered>
  : L extends readonly ['...']
    ? Cover<Text, B, Covered, S, Whole>
    : L extends readonly ['...', ...infer Front extends Labels, infer Name extends string]
      ? S extends readonly [...infer Ds extends Shape, infer D extends number]
        ? With<B, Name, D, Whole> extends infer Next extends Sizes
          ? Bind<Text, readonly ['...', ...Front], Ds, Next, Covered, Whole>
          : TwoSizes<Text, Name, B[Name], D, Whole>
        : never
      : L extends readonly [infer Name extends string, ...infer Rest extends Labels]
        ? S extends readonly [infer D extends number, ...infer Ds extends Shape]
          ? With<B, Name, D, Whole> extends infer Next extends Sizes
            ? Bind<Text, Rest, Ds, Next, Covered, Whole>
            : TwoSizes<Text, Name, B[Name], D, Whole>
          : never
        : never

/** Has the shape as many axes as a term names, or more where there is an ellipsis? */
type FitsRank<L extends Labels, S extends Shape> = '...' extends L[number]
  ? { readonly [I in keyof S]: 1 } extends readonly [...Ones<Named<L>>, ...Ones]
    ? true
    : false
  : Named<L> extends S['length']
    ? true
    : false

type Ones<N extends number = number, Done extends readonly 1[] = readonly []> = number extends N
  ? readonly 1[]
  : Done['length'] extends N
    ? Done
    : Ones<N, readonly [...Done, 1]>

type BadForm<Text extends string> =
  ShapeMismatch<`einsum: subscripts are letters and one '...' for each operand, separated by commas, as in 'ij,jk->ik', got '${Text}'`>

type BadRank<
  Text extends string,
  Term extends string,
  Names extends number,
  S extends Shape,
> = ShapeMismatch<`einsum: '${Term}' of '${Text}' names ${Names} axes, ${ShowShape<S>} has ${S['length']}`>

type BindTerm<
  Text extends string,
  Term extends string,
  S extends Shape,
  B extends Sizes,
  Covered extends Shape,
> =
  IsUnknownRank<S> extends true
    ? 'unknown'
    : [LabelsOf<Term>] extends [never]
      ? BadForm<Text>
      : FitsRank<LabelsOf<Term>, S> extends true
        ? Bind<Text, LabelsOf<Term>, S, B, Covered>
        : BadRank<Text, Term, Named<LabelsOf<Term>>, S>

type BindAll<
  Text extends string,
  Operands extends readonly string[],
  L extends readonly AnyTensor[],
  B extends Sizes = NoSizes,
  Covered extends Shape = readonly [],
> = Operands extends readonly [infer Term extends string, ...infer Rest extends readonly string[]]
  ? L extends readonly [infer X extends AnyTensor, ...infer Xs extends readonly AnyTensor[]]
    ? BindTerm<Text, Term, X['shape'], B, Covered> extends infer R
      ? R extends Bound<infer Next, infer C>
        ? BindAll<Text, Rest, Xs, Next, C>
        : R
      : never
    : never
  : Bound<B, Covered>

type Pick<
  Text extends string,
  Output extends Labels,
  B extends Sizes,
  Covered extends Shape,
  Seen extends string = never,
  Done extends Shape = readonly [],
> = Output extends readonly [infer L extends string, ...infer Rest extends Labels]
  ? L extends '...'
    ? Pick<Text, Rest, B, Covered, Seen, readonly [...Done, ...Covered]>
    : L extends Seen
      ? ShapeMismatch<`einsum: the result names '${L}' twice, got '${Text}'`>
      : L extends keyof B
        ? Pick<Text, Rest, B, Covered, Seen | L, readonly [...Done, B[L]]>
        : ShapeMismatch<`einsum: the result names '${L}', which no operand has, got '${Text}'`>
  : Done

type Shaped<
  Text extends string,
  T extends string,
  Output extends string,
  L extends readonly AnyTensor[],
> = Terms<T>['length'] extends L['length']
  ? BindAll<Text, Terms<T>, L> extends infer R
    ? R extends Bound<infer B, infer C>
      ? [LabelsOf<Output>] extends [never]
        ? BadForm<Text>
        : Pick<Text, LabelsOf<Output>, B, C>
      : R extends ShapeMismatch<string>
        ? R
        : Shape
    : never
  : ShapeMismatch<`einsum: '${Text}' is for ${Terms<T>['length']} operands, got ${L['length']}`>

type Read<
  Text extends string,
  T extends string,
  L extends readonly AnyTensor[],
> = T extends `${string}->${string}->${string}`
  ? ShapeMismatch<`einsum: there is one '->' at most, got '${Text}'`>
  : T extends `${infer Operands}->${infer Output}`
    ? Operands extends `${string}...${string}`
      ? Output extends `${string}...${string}`
        ? Shaped<Text, Operands, Output, L>
        : ShapeMismatch<`einsum: an operand has '...' and the result has not, got '${Text}'`>
      : Shaped<Text, Operands, Output, L>
    : Shaped<Text, T, Implicit<T>, L>

/** The shape of `einsum(subscripts, ...operands)`, or why there is none. */
export type EinsumShape<E extends string, L extends readonly AnyTensor[]> = string extends E
  ? Shape
  : number extends L['length']
    ? Shape
    : E extends unknown
      ? Read<E, NoSpaces<E>, L>
      : never

/** The element type in which operands meet: one of theirs. */
export type EinsumDType<L extends readonly AnyTensor[]> = L extends readonly [
  infer A extends AnyTensor,
  infer B extends AnyTensor,
  ...infer R extends readonly AnyTensor[],
]
  ? EinsumDType<readonly [Tensor<Shape, Promote<A, B>>, ...R]>
  : DTypeOf<L[number]> & DType
