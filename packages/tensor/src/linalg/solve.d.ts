import type { Fits, Of } from '../operand.ts';
import type { AnyTensor } from '../Tensor.ts';
import { type FloatOf } from './matrix.ts';
import type { Solve, Square } from './MatrixShape.ts';
import type { SolutionDType } from './triangularSolve.ts';
/**
 * The solution `x` of `a x = b`, by Gaussian elimination with partial pivoting.
 *
 * @param a - `[…, n, n]`.
 * @param b - one vector `[n]`, or `[…, n, k]`, whose batch axes broadcast with those of `a`, as in the Array API standard.
 * @returns `[…, n]` for a vector, otherwise `[…, n, k]`.
 * @throws ShapeError where shapes do not fit; ValueError where a matrix is singular.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.solve(T.tensor([[2, 0], [1, 4]]), T.tensor([2, 9]))) // => [1, 2]
 * ```
 */
export declare const solve: <A extends AnyTensor, B extends AnyTensor>(a: A, b: B & Fits<Solve<A['shape'], B['shape'], 'solve'>>) => Of<Solve<A['shape'], B['shape'], 'solve'>, SolutionDType<A, B>>;
/**
 * The inverse matrix. To solve a system, `solve` is faster and more accurate.
 *
 * @param a - `[…, n, n]`.
 * @throws ShapeError where matrices are not square; ValueError where one is singular.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.inv(T.tensor([[2, 0], [1, 4]]))) // => [[0.5, 0], [-0.125, 0.25]]
 * ```
 */
export declare const inv: <A extends AnyTensor>(a: A & Fits<Square<A['shape'], 'inv'>>) => Of<A['shape'], FloatOf<A>>;
