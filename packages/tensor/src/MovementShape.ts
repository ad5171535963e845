/**
 * Shapes as types, continued: the rules of operations that join, cut, widen and repeat.
 *
 * They are exact for literal shapes, `number` where a dimension or a position is unknown, and a message where the same
 * mistake would throw.
 *
 * @module
 */
import type { Add, Multiply, Subtract } from './Arithmetic.ts'
import type {
  ExpandDims,
  IsUnknown,
  IsUnknownRank,
  NormalizeAxis,
  ReplaceAxis,
  Shape,
  ShapeMismatch,
  ShowShape,
  Unsized,
} from './Shape.ts'

type Count = readonly unknown[]

/** The axis counted from the front as a key of the shape: `'1'`; `never` where the shape has no such axis. */
type AxisKey<S extends Shape, Axis extends number> = `${NormalizeAxis<Axis, S['length']>}`

type NoAxis<
  Op extends string,
  S extends Shape,
  Axis extends number,
> = ShapeMismatch<`${Op}: axis ${Axis} is out of range for shape ${ShowShape<S>} of rank ${S['length']}`>

/** What follows for a known axis of a shape of known rank; otherwise any shape, or a message. */
type WithAxis<Op extends string, S extends Shape, Axis extends number, Result> =
  IsUnknownRank<S> extends true
    ? Shape
    : IsUnknown<Axis> extends true
      ? Unsized<S>
      : [AxisKey<S, Axis>] extends [never]
        ? NoAxis<Op, S, Axis>
        : Result

/** Two dimensions that must be equal: the known one of them, or `'misfit'`. */
type Agreed<A extends number, B extends number> =
  IsUnknown<A> extends true ? B : IsUnknown<B> extends true ? A : A extends B ? A : 'misfit'

type JoinDims<A extends Shape, B extends Shape, Key extends string> = {
  readonly [I in keyof A]: I extends Key
    ? Add<A[I], B[I & keyof B] & number>
    : Agreed<A[I], B[I & keyof B] & number>
}

type ConcatMisfit<
  First extends Shape,
  Other extends Shape,
  Key extends string,
  I extends Count,
> = ShapeMismatch<`concat: all dimensions but axis ${Key} must agree, ${ShowShape<First>} and ${ShowShape<Other>} (tensor ${I['length']}) do not`>

type Join<
  Acc extends Shape,
  Rest extends readonly Shape[],
  Key extends string,
  First extends Shape,
  I extends Count = [1],
> = Rest extends readonly [infer Next extends Shape, ...infer More extends readonly Shape[]]
  ? Next['length'] extends Acc['length']
    ? JoinDims<Acc, Next, Key> extends infer R extends Shape
      ? Join<R, More, Key, First, [...I, 1]>
      : ConcatMisfit<First, Next, Key, I>
    : ConcatMisfit<First, Next, Key, I>
  : Acc

/** The shape of tensors laid end to end along an axis, or which of them does not fit. */
export type Concat<Shapes extends readonly Shape[], Axis extends number> = Shapes extends readonly [
  infer First extends Shape,
  ...infer Rest extends readonly Shape[],
]
  ? number extends Shapes[number]['length']
    ? Shape
    : WithAxis<'concat', First, Axis, Join<First, Rest, AxisKey<First, Axis>, First>>
  : Shape

type StackMisfit<
  First extends Shape,
  Other extends Shape,
  I extends Count,
> = ShapeMismatch<`stack: all shapes must be equal, ${ShowShape<First>} and ${ShowShape<Other>} (tensor ${I['length']}) are not`>

type SameShapes<
  Acc extends Shape,
  Rest extends readonly Shape[],
  First extends Shape,
  I extends Count = [1],
> = Rest extends readonly [infer Next extends Shape, ...infer More extends readonly Shape[]]
  ? Next['length'] extends Acc['length']
    ? { readonly [K in keyof Acc]: Agreed<Acc[K], Next[K & keyof Next] & number> } extends infer R extends
        Shape
      ? SameShapes<R, More, First, [...I, 1]>
      : StackMisfit<First, Next, I>
    : StackMisfit<First, Next, I>
  : Acc

type NewAxis<S extends Shape, Axis extends number, Length extends number> =
  IsUnknown<Axis> extends true
    ? Shape
    : [NormalizeAxis<Axis, [...S, 1]['length']>] extends [never]
      ? NoAxis<'stack', S, Axis>
      : ReplaceAxis<ExpandDims<S, Axis>, Axis, readonly [Length]>

/** The shape of tensors laid side by side along a new axis, or which of them does not fit. */
export type Stack<Shapes extends readonly Shape[], Axis extends number> = Shapes extends readonly [
  infer First extends Shape,
  ...infer Rest extends readonly Shape[],
]
  ? number extends Shapes[number]['length']
    ? Shape
    : SameShapes<First, Rest, First> extends infer S extends Shape
      ? S extends ShapeMismatch<string>
        ? S
        : NewAxis<S, Axis, Shapes['length']>
      : never
  : Shape

/** A position that may count from the end, kept within the axis. */
type Position<At extends number, Dim extends number> = `${At}` extends `-${infer Back extends number}`
  ? Subtract<Dim, Back>
  : Subtract<At, Dim> extends 0
    ? At
    : Dim

type SliceDim<Dim extends number, Start extends number, End extends number> =
  IsUnknown<Dim> extends true
    ? number
    : IsUnknown<Start> extends true
      ? number
      : IsUnknown<End> extends true
        ? number
        : Subtract<Position<End, Dim>, Position<Start, Dim>>

type SliceDims<S extends Shape, Starts extends Shape, Ends extends Shape> = S extends readonly [
  infer Dim extends number,
  ...infer Rest extends Shape,
]
  ? Starts extends readonly [infer Start extends number, ...infer MoreStarts extends Shape]
    ? Ends extends readonly [infer End extends number, ...infer MoreEnds extends Shape]
      ? readonly [SliceDim<Dim, Start, End>, ...SliceDims<Rest, MoreStarts, MoreEnds>]
      : Unsized<S>
    : S
  : readonly []

type SteppedDims<S extends Shape, Cut extends Shape, Steps extends Shape> = {
  readonly [I in keyof S]: I extends keyof Steps
    ? Steps[I] extends 1
      ? Cut[I & keyof Cut] & number
      : number
    : Cut[I & keyof Cut] & number
}

type SliceMisfit<
  S extends Shape,
  Starts extends Shape,
  Ends extends Shape,
> = ShapeMismatch<`slice: ${ShowShape<S>} has ${S['length']} axes, starts ${ShowShape<Starts>} and ends ${ShowShape<Ends>} must name as many, and no more`>

/** Are these positions as many as each other, and no more than the axes? */
type FitsRank<
  S extends Shape,
  Starts extends Shape,
  Ends extends Shape,
> = Starts['length'] extends Ends['length']
  ? S extends readonly [...{ readonly [I in keyof Starts]: number }, ...Shape]
    ? true
    : false
  : false

/** The shape of a slice; the axes that `Steps` counts through in steps other than 1 are `number`. */
export type Slice<
  S extends Shape,
  Starts extends Shape,
  Ends extends Shape,
  Steps extends Shape = readonly [],
> =
  IsUnknownRank<S> extends true
    ? Shape
    : true extends IsUnknownRank<Starts> | IsUnknownRank<Ends> | IsUnknownRank<Steps>
      ? Unsized<S>
      : FitsRank<S, Starts, Ends> extends true
        ? Steps extends readonly []
          ? SliceDims<S, Starts, Ends>
          : SteppedDims<S, SliceDims<S, Starts, Ends>, Steps>
        : SliceMisfit<S, Starts, Ends>

/** How many elements to add before and after, axis by axis. */
export type Widths = readonly (readonly [before: number, after: number])[]

type PadDims<S extends Shape, W extends Widths> = {
  readonly [I in keyof S]: I extends keyof W
    ? W[I] extends readonly [infer Low extends number, infer High extends number]
      ? Add<Add<S[I], Low>, High>
      : number
    : number
}

/** The shape with each axis widened. */
export type Pad<S extends Shape, W extends Widths> =
  IsUnknownRank<S> extends true
    ? Shape
    : number extends W['length']
      ? Unsized<S>
      : W['length'] extends S['length']
        ? PadDims<S, W>
        : ShapeMismatch<`pad: ${ShowShape<S>} has ${S['length']} axes, and needs as many pairs of widths, got ${W['length']}`>

/** The shape with one axis `N` times as long. */
export type Repeat<S extends Shape, N extends number, Axis extends number> = WithAxis<
  'repeat',
  S,
  Axis,
  { readonly [I in keyof S]: I extends AxisKey<S, Axis> ? Multiply<S[I], N> : S[I] }
>

/** The shape laid out `Times` along each axis, the last axes first as in broadcasting. */
export type Tile<S extends Shape, Times extends Shape> = true extends IsUnknownRank<S> | IsUnknownRank<Times>
  ? Shape
  : TileDims<S, Times>

type TileDims<S extends Shape, Times extends Shape> = S extends readonly [
  ...infer Init extends Shape,
  infer Last extends number,
]
  ? Times extends readonly [...infer MoreTimes extends Shape, infer N extends number]
    ? readonly [...TileDims<Init, MoreTimes>, Multiply<Last, N>]
    : S
  : Times

type WithoutOnes<S extends Shape> = S extends readonly [
  infer Head extends number,
  ...infer Rest extends Shape,
]
  ? Head extends 1
    ? WithoutOnes<Rest>
    : readonly [Head, ...WithoutOnes<Rest>]
  : readonly []

type SqueezeAxis<S extends Shape, Axis extends number> =
  Agreed<S[NormalizeAxis<Axis, S['length']>] & number, 1> extends 1
    ? ReplaceAxis<S, Axis, readonly []>
    : ShapeMismatch<`squeeze: axis ${Axis} of ${ShowShape<S>} has ${S[NormalizeAxis<Axis, S['length']>] & number} elements, only an axis of one can go`>

/** The shape without an axis of one, or without any of them where none is named. */
export type Squeeze<S extends Shape, Axis extends number | undefined> = [Axis] extends [number]
  ? IsUnknown<Axis> extends true
    ? Shape
    : WithAxis<'squeeze', S, Axis, SqueezeAxis<S, Axis>>
  : number extends S[number]
    ? Shape
    : WithoutOnes<S>

/** The shape with two axes exchanged. */
export type SwapAxes<S extends Shape, A extends number, B extends number> = WithAxis<
  'swapAxes',
  S,
  A,
  WithAxis<
    'swapAxes',
    S,
    B,
    {
      readonly [I in keyof S]: I extends AxisKey<S, A>
        ? S[NormalizeAxis<B, S['length']>] & number
        : I extends AxisKey<S, B>
          ? S[NormalizeAxis<A, S['length']>] & number
          : S[I]
    }
  >
>
