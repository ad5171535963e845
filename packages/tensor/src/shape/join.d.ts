/**
 * Tensors put together, as types.
 *
 * @module
 */
import type { Add } from '../Arithmetic.ts'
import type { InsertAxis, NoAxis, NormalizeAxis } from './axes.ts'
import type { Count, IsCertain, IsUnknownRank, Shape, ShapeMismatch, Unsized } from './base.ts'
import type { Agreed, Settled, ShowShape } from './dimension.ts'
/** The axis counted from the front as a key of the shape: `'1'`; `never` where the shape has no such axis. */
export type AxisKey<S extends Shape, Axis extends number> = `${NormalizeAxis<Axis, S['length']>}`
/** What follows for a certain axis of a shape of known rank; otherwise any shape, or a message. */
export type WithAxis<Op extends string, S extends Shape, Axis extends number, Result> =
  IsUnknownRank<S> extends true
    ? Shape
    : IsCertain<Axis> extends true
      ? [AxisKey<S, Axis>] extends [never]
        ? NoAxis<Axis, S, `${Op}: `>
        : Result
      : Unsized<S>
/** `A` and `B` are settled where lengths are added; elsewhere type parameters stay. */
type JoinDims<A extends Shape, B extends Shape, SA extends Shape, SB extends Shape, Key extends string> = {
  readonly [I in keyof A]: I extends Key
    ? Add<SA[I & keyof SA] & number, SB[I & keyof SB] & number>
    : I extends keyof B
      ? Agreed<A[I], B[I] & number, A>
      : 'misfit'
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
    ? JoinDims<Acc, Next, Settled<Acc>, Settled<Next>, Key> extends infer R extends Shape
      ? Join<R, More, Key, First, [...I, 1]>
      : ConcatMisfit<First, Next, Key, I>
    : ConcatMisfit<First, Next, Key, I>
  : Acc
/** Is the rank of any of these unknown, or are they an unknown number? */
type AnyUnknownRank<Shapes extends readonly Shape[]> = number extends Shapes['length']
  ? true
  : true extends {
        [I in keyof Shapes]: IsUnknownRank<Shapes[I]>
      }[number]
    ? true
    : false
/** The shape of tensors laid end to end along an axis, or which of them does not fit. */
export type Concat<Shapes extends readonly Shape[], Axis extends number> =
  AnyUnknownRank<Shapes> extends true
    ? Shape
    : Shapes extends readonly [infer First extends Shape, ...infer Rest extends readonly Shape[]]
      ? WithAxis<'concat', First, Axis, Join<First, Rest, AxisKey<First, Axis>, First>>
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
    ? {
        readonly [K in keyof Acc]: K extends keyof Next ? Agreed<Acc[K], Next[K] & number, Acc> : 'misfit'
      } extends infer R extends Shape
      ? SameShapes<R, More, First, [...I, 1]>
      : StackMisfit<First, Next, I>
    : StackMisfit<First, Next, I>
  : Acc
/** The shape of tensors laid side by side along a new axis, or which of them does not fit. */
export type Stack<Shapes extends readonly Shape[], Axis extends number> =
  AnyUnknownRank<Shapes> extends true
    ? Shape
    : Shapes extends readonly [infer First extends Shape, ...infer Rest extends readonly Shape[]]
      ? SameShapes<First, Rest, First> extends infer S extends Shape
        ? S extends ShapeMismatch<string>
          ? S
          : InsertAxis<S, Axis, Shapes['length'], 'stack: '>
        : never
      : Shape
export {}
