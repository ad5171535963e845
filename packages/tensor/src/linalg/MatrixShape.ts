/**
 * Shapes of linear algebra as types: stacks of matrices, whose last two axes are rows and columns.
 *
 * @module
 */
import type { Subtract } from '../Arithmetic.ts'
import type { Broadcast, IsUnknownRank, Shape, ShapeMismatch, ShowShape } from '../Shape.ts'
import type { Agree, IsParameter, ShowDim } from '../shape/dimension.ts'

type NoMatrix<
  S extends Shape,
  Op extends string,
> = ShapeMismatch<`${Op}: takes a matrix or a stack of them, got ${ShowShape<S>} of rank ${S['length']}`>

/** The shape, where it is that of matrices; otherwise why it is not. */
export type MatrixShape<S extends Shape, Op extends string> =
  IsUnknownRank<S> extends true ? Shape : S extends readonly [] | readonly [number] ? NoMatrix<S, Op> : S

/** The shape, where it is that of square matrices; otherwise why it is not. */
export type SquareShape<S extends Shape, Op extends string> =
  IsUnknownRank<S> extends true
    ? Shape
    : S extends readonly [...infer B extends Shape, infer N extends number, infer M extends number]
      ? Agree<N, M, S> extends true
        ? readonly [...B, N, M]
        : ShapeMismatch<`${Op}: takes square matrices, got ${ShowShape<S>}: ${ShowDim<N, S>} rows, ${ShowDim<M, S>} columns`>
      : NoMatrix<S, Op>

/** The shape of a stack without that of its matrices. */
export type BatchShape<S extends Shape> =
  IsUnknownRank<S> extends true
    ? Shape
    : S extends readonly [...infer B extends Shape, number, number]
      ? readonly [...B]
      : Shape

/** One vector for each matrix, as long as it has columns. */
export type RowsShape<S extends Shape> =
  IsUnknownRank<S> extends true
    ? Shape
    : S extends readonly [...infer B extends Shape, number, infer N extends number]
      ? readonly [...B, N]
      : Shape

/** The smaller of two dimensions. */
type Min<A extends number, B extends number, Within> =
  Agree<A, B, Within> extends true
    ? number extends A
      ? number
      : number extends B
        ? number
        : A
    : IsParameter<A, Within> extends true
      ? number
      : IsParameter<B, Within> extends true
        ? number
        : Subtract<A, Subtract<A, B>>

/** The shapes that factors of matrices can have. */
export interface AnyFactorShapes {
  /** As long as the shorter side of the matrices, for each. */
  readonly values: Shape
  /** `[m, k]`, where `k` is the shorter of `m` and `n`. */
  readonly left: Shape
  /** `[k, n]` */
  readonly right: Shape
  /** `[m, m]` */
  readonly allLeft: Shape
  /** `[n, n]` */
  readonly allRight: Shape
  /** `[m]` */
  readonly rows: Shape
}

interface FactorsOf<B extends Shape, M extends number, N extends number, K extends number> {
  readonly values: readonly [...B, K]
  readonly left: readonly [...B, M, K]
  readonly right: readonly [...B, K, N]
  readonly allLeft: readonly [...B, M, M]
  readonly allRight: readonly [...B, N, N]
  readonly rows: readonly [...B, M]
}

/** The shapes of factors of matrices of shape `S`. */
export type FactorShapes<S extends Shape> =
  IsUnknownRank<S> extends true
    ? AnyFactorShapes
    : S extends readonly [...infer B extends Shape, infer M extends number, infer N extends number]
      ? FactorsOf<B, M, N, Min<M, N, S>>
      : AnyFactorShapes

type RowsDiffer<
  A extends Shape,
  B extends Shape,
  N extends number,
  K extends number,
  Op extends string,
> = ShapeMismatch<`${Op}: ${ShowShape<A>} has ${ShowDim<N, A>} rows, the right side ${ShowShape<B>} has ${ShowDim<K, A>}`>

type Columns<R extends Shape, Sizes extends Shape> =
  R extends ShapeMismatch<string> ? R : readonly [...R, ...Sizes]

/** The shape of `x` in `a x = b`, or that of `‖b - a x‖²`, where `b` is one vector or a stack of matrices. */
type SolutionOf<A extends Shape, B extends Shape, Op extends string, Keep extends 'solution' | 'residuals'> =
  IsUnknownRank<A> extends true
    ? Shape
    : IsUnknownRank<B> extends true
      ? Shape
      : A extends readonly [...infer ABatch extends Shape, infer M extends number, infer N extends number]
        ? B extends readonly [...infer BBatch extends Shape, infer K extends number, infer C extends number]
          ? Agree<M, K, A> extends true
            ? Columns<Broadcast<ABatch, BBatch, Op>, Keep extends 'solution' ? readonly [N, C] : readonly [C]>
            : RowsDiffer<A, B, M, K, Op>
          : B extends readonly [infer K extends number]
            ? Agree<M, K, A> extends true
              ? Keep extends 'solution'
                ? readonly [...ABatch, N]
                : readonly [...ABatch]
              : RowsDiffer<A, B, M, K, Op>
            : ShapeMismatch<`${Op}: the right side is a vector or a matrix, got a scalar`>
        : NoMatrix<A, Op>

/** The shape of the solution of least squares. */
export type SolutionShape<A extends Shape, B extends Shape, Op extends string> = SolutionOf<
  A,
  B,
  Op,
  'solution'
>

/** The shape of the squared lengths of what a solution leaves. */
export type ResidualsShape<A extends Shape, B extends Shape, Op extends string> = SolutionOf<
  A,
  B,
  Op,
  'residuals'
>

/** The shape of the solution of a square system. */
export type SolveShape<A extends Shape, B extends Shape, Op extends string> =
  SquareShape<A, Op> extends infer R extends Shape
    ? R extends ShapeMismatch<string>
      ? R
      : SolutionShape<A, B, Op>
    : never

/** Rows and columns exchanged. */
export type PinvShape<S extends Shape> =
  IsUnknownRank<S> extends true
    ? Shape
    : S extends readonly [...infer B extends Shape, infer M extends number, infer N extends number]
      ? readonly [...B, N, M]
      : Shape
