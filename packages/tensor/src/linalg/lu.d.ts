import type { Fits } from '../operand.ts';
import type { AnyTensor, Tensor } from '../Tensor.ts';
import { type FloatOf } from './matrix.ts';
import type { Factored, Matrices } from './MatrixShape.ts';
/** Triangular factors, and the order of rows that they belong to. */
export interface Lu<A extends AnyTensor> {
    /** Which row of `a` each row of `l u` is: int32. */
    readonly p: Tensor<Factored<A['shape']>['rows'], 'int32'>;
    /** Lower triangular, with ones on the diagonal. */
    readonly l: Tensor<Factored<A['shape']>['left'], FloatOf<A>>;
    /** Upper triangular. */
    readonly u: Tensor<Factored<A['shape']>['right'], FloatOf<A>>;
}
/**
 * The factors that Gaussian elimination with partial pivoting leaves: `a[p] = l u`, where `a[p]` are the rows of `a` in
 * another order, `T.take(a, p)` of a single matrix.
 *
 * @param a - `[…, m, n]`; `k` is the smaller of `m` and `n`.
 * @returns `p` `[…, m]`, `l` `[…, m, k]`, `u` `[…, k, n]`.
 * @throws ShapeError for less than a matrix. A singular matrix has factors too: `u` has zeros on its diagonal.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { p, l, u } = T.lu(T.tensor([[1, 2], [4, 4]]))
 * T.toNested(p) // => [1, 0]
 * T.toNested(l) // => [[1, 0], [0.25, 1]]
 * T.toNested(u) // => [[4, 4], [0, 1]]
 * ```
 */
export declare const lu: <A extends AnyTensor>(a: A & Fits<Matrices<A['shape'], 'lu'>>) => Lu<A>;
