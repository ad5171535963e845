import { type Fits, type Of } from '../operand.ts';
import { type AnyTensor, type Tensor } from '../Tensor.ts';
import { type FloatOf } from './matrix.ts';
import type { Batch, Factored, Matrices, PinvShape, Residuals, Solution } from './MatrixShape.ts';
import type { SolutionDType } from './triangularSolve.ts';
/** Below which part of the largest one other singular values count as 0. */
export interface CutoffOption {
    /** The rounding error of the longer side unless said: `max(m, n) · eps`. */
    readonly rcond?: number;
}
/** The solution of least squares, and how good it is. */
export interface Lstsq<A extends AnyTensor, B extends AnyTensor> {
    /** Of all that leave the smallest residual, the shortest. */
    readonly solution: Of<Solution<A['shape'], B['shape'], 'lstsq'>, SolutionDType<A, B>>;
    /** `‖b - a x‖²` for each right side. */
    readonly residuals: Of<Residuals<A['shape'], B['shape'], 'lstsq'>, SolutionDType<A, B>>;
    /** How many singular values of `a` count. */
    readonly rank: Tensor<Batch<A['shape']>, 'int32'>;
    /** Of `a`, in descending order. */
    readonly singularValues: Tensor<Factored<A['shape']>['values'], SolutionDType<A, B>>;
}
/**
 * The `x` that makes `‖b - a x‖` smallest, and of several the shortest one: `a⁺ b`.
 *
 * Residuals are answered in any case, where NumPy leaves them out for a rank that is not full. Derivatives exist as long as
 * the rank does not change.
 *
 * @param a - `[…, m, n]`.
 * @param b - one vector `[m]`, or `[…, m, k]`, whose batch axes broadcast with those of `a`.
 * @returns the solution, `[…, n]` for a vector, otherwise `[…, n, k]`; residuals, `[…]` or `[…, k]`; rank and singular values.
 * @throws ShapeError where shapes do not fit; ValueError where elements are infinite or NaN, or `rcond` is negative.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { solution, rank } = T.lstsq(T.tensor([[2, 0], [0, 4], [0, 0]]), T.tensor([2, 8, 1]))
 * T.toNested(solution) // => [1, 2]
 * T.item(rank) // => 2
 * ```
 */
export declare const lstsq: <A extends AnyTensor, B extends AnyTensor>(a: A, b: B & Fits<Solution<A['shape'], B['shape'], 'lstsq'>>, options?: CutoffOption) => Lstsq<A, B>;
/**
 * The Moore-Penrose pseudo-inverse, which is the inverse of a regular matrix, and otherwise gives the shortest solution of
 * least squares.
 *
 * @param a - `[…, m, n]`.
 * @returns `[…, n, m]`.
 * @throws ShapeError for less than a matrix; ValueError where elements are infinite or NaN, or `rcond` is negative.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.pinv(T.tensor([[2, 0], [0, 4], [0, 0]]))) // => [[0.5, 0, 0], [0, 0.25, 0]]
 * ```
 */
export declare const pinv: <A extends AnyTensor>(a: A & Fits<Matrices<A['shape'], 'pinv'>>, options?: CutoffOption) => Of<PinvShape<A['shape']>, FloatOf<A>>;
/**
 * How many singular values are above the tolerance.
 *
 * @param a - `[…, m, n]`.
 * @param options - the tolerance, `max(m, n) · eps` times the largest singular value unless said, as in NumPy.
 * @returns int32, one number for each matrix.
 * @throws ShapeError for less than a matrix; ValueError where elements are infinite or NaN, or the tolerance is negative.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.matrixRank(T.tensor([[1, 2], [2, 4]]))) // => 1
 * T.item(T.matrixRank(T.tensor([[3, 0], [0, 1]]), { tolerance: 2 })) // => 1
 * ```
 */
export declare const matrixRank: <A extends AnyTensor>(a: A & Fits<Matrices<A['shape'], 'matrixRank'>>, options?: {
    readonly tolerance?: number;
}) => Tensor<Batch<A['shape']>, 'int32'>;
