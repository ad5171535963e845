import type { Fits, Of } from '../operand.ts';
import type { AnyTensor } from '../Tensor.ts';
import { type FloatOf } from './matrix.ts';
import type { Square } from './MatrixShape.ts';
/**
 * The lower triangular `l`, with a positive diagonal, of a symmetric positive definite matrix: `a = l lᵀ`.
 *
 * @param a - `[…, n, n]`, of which `(a + aᵀ) / 2` counts, so that a symmetric matrix has a symmetric gradient.
 * @returns `[…, n, n]`, zeros above the diagonal.
 * @throws ShapeError where matrices are not square; ValueError where one is not positive definite.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.cholesky(T.tensor([[4, 2], [2, 10]]))) // => [[2, 0], [1, 3]]
 * ```
 */
export declare const cholesky: <A extends AnyTensor>(a: A & Fits<Square<A['shape'], 'cholesky'>>) => Of<A['shape'], FloatOf<A>>;
