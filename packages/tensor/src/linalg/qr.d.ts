import type { Fits } from '../operand.ts';
import type { AnyTensor, Shape, Tensor } from '../Tensor.ts';
import { type FloatOf } from './matrix.ts';
import type { Factored, Matrices } from './MatrixShape.ts';
/** As many orthonormal columns as are needed, or a complete basis. */
export type QrMode = 'reduced' | 'complete';
type Q<S extends Shape, M extends QrMode> = Factored<S>[M extends 'complete' ? 'allLeft' : 'left'];
type R<S extends Shape, M extends QrMode> = M extends 'complete' ? S : Factored<S>['right'];
/** Orthonormal columns and an upper triangle. */
export interface Qr<A extends AnyTensor, M extends QrMode> {
    readonly q: Tensor<Q<A['shape'], M>, FloatOf<A>>;
    readonly r: Tensor<R<A['shape'], M>, FloatOf<A>>;
}
/**
 * Orthonormal columns `q` and an upper triangular `r` with `a = q r`, by Householder reflections.
 *
 * Signs are those of LAPACK, and so of NumPy: the diagonal of `r` may be negative. Multiply columns of `q` and rows of `r`
 * by its signs where a positive one is wanted. Derivatives exist where the columns of `a` (the first `m` of a wide one)
 * are linearly independent, and for the mode `'reduced'` or square matrices.
 *
 * @param a - `[…, m, n]`; `k` is the smaller of `m` and `n`.
 * @param options - the mode: `'reduced'` unless said, or `'complete'`.
 * @returns `q` `[…, m, k]` and `r` `[…, k, n]`; of the complete mode `[…, m, m]` and `[…, m, n]`.
 * @throws ShapeError for less than a matrix; ValueError for another mode.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { q, r } = T.qr(T.tensor([[3, 0], [4, 5]], { dtype: 'float64' }))
 * T.toNested(T.round(T.mul(q, 10))) // => [[-6, -8], [-8, 6]]
 * T.toNested(T.round(r)) // => [[-5, -4], [0, 3]]
 * ```
 */
export declare const qr: <A extends AnyTensor, const M extends QrMode = 'reduced'>(a: A & Fits<Matrices<A['shape'], 'qr'>>, options?: {
    readonly mode?: M;
}) => Qr<A, M>;
export {};
