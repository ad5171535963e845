/**
 * Tensors cut, as types.
 *
 * @module
 */
import type { Add, Subtract } from '../Arithmetic.ts'
import type { Divide } from '../ArithmeticDivision.ts'
import type { IsCertain, IsUnknown, IsUnknownRank, Shape, ShapeMismatch, Unsized } from './base.ts'
import type { Settled, ShowShape } from './dimension.ts'
type Smaller<At extends number, Dim extends number> = Dim extends unknown
  ? Subtract<At, Dim> extends 0
    ? At
    : Dim
  : never
/** Where a slice that goes up begins or ends: a position that may count from the end, kept within the axis. */
type Upward<At extends number, Dim extends number> = At extends unknown
  ? `${At}` extends `-${infer Back extends number}`
    ? Subtract<Dim, Back>
    : Smaller<At, Dim>
  : never
/** Where a slice that goes down begins or ends, and one more, since it may end before the first element. */
type Downward<At extends number, Dim extends number> = At extends unknown
  ? `${At}` extends `-${infer Back extends number}`
    ? Subtract<Add<Dim, 1>, Back>
    : Smaller<Add<At, 1>, Dim>
  : never
/** The quotient, rounded up. */
type Shares<Length extends number, Step extends number> = Divide<Add<Length, Subtract<Step, 1>>, Step>
type SliceDim<
  Dim extends number,
  Start extends number,
  End extends number,
  Step extends number,
> = true extends IsUnknown<Dim> | IsUnknown<Start> | IsUnknown<End>
  ? number
  : IsCertain<Step> extends false
    ? number
    : Step extends 1
      ? Subtract<Upward<End, Dim>, Upward<Start, Dim>>
      : `${Step}` extends `-${infer Back extends number}`
        ? Shares<Subtract<Downward<Start, Dim>, Downward<End, Dim>>, Back>
        : Shares<Subtract<Upward<End, Dim>, Upward<Start, Dim>>, Step>
type StepAt<Steps extends Shape, I> = Steps extends readonly [] ? 1 : I extends keyof Steps ? Steps[I] : 1
/** The axes that are named are cut, the others stay. */
type SliceDims<
  S extends Shape,
  T extends Shape,
  Starts extends Shape,
  Ends extends Shape,
  Steps extends Shape,
> = {
  readonly [I in keyof S]: I extends keyof Starts
    ? SliceDim<
        T[I & keyof T] & number,
        Starts[I] & number,
        Ends[I & keyof Ends] & number,
        StepAt<Steps, I> & number
      >
    : S[I]
}
type SliceMisfit<
  S extends Shape,
  Starts extends Shape,
  Ends extends Shape,
> = ShapeMismatch<`slice: ${ShowShape<S>} has ${S['length']} axes, starts ${ShowShape<Starts>} and ends ${ShowShape<Ends>} must name as many, and no more`>
type StepsMisfit<
  Starts extends Shape,
  Steps extends Shape,
> = ShapeMismatch<`slice: steps are whole numbers other than 0, one for each of the ${Starts['length']} starts, got ${ShowShape<Steps>}`>
/** Are these positions as many as each other, and no more than the axes? */
type FitsRank<
  S extends Shape,
  Starts extends Shape,
  Ends extends Shape,
> = Starts['length'] extends Ends['length']
  ? Unsized<S> extends readonly [...Unsized<Starts>, ...Shape]
    ? true
    : false
  : false
type FitsSteps<Starts extends Shape, Steps extends Shape> = Steps extends readonly []
  ? true
  : Steps['length'] extends Starts['length']
    ? 0 extends Steps[number]
      ? number extends Steps[number]
        ? true
        : false
      : true
    : false
/** The shape of a slice; `Steps` are 1 where there are none. */
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
        ? FitsSteps<Starts, Steps> extends true
          ? SliceDims<S, Settled<S>, Starts, Ends, Steps>
          : StepsMisfit<Starts, Steps>
        : SliceMisfit<S, Starts, Ends>
export {}
