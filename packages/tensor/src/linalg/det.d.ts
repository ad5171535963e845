import { type Fits, type Of } from '../operand.ts';
import type { AnyTensor } from '../Tensor.ts';
import { type FloatOf } from './matrix.ts';
import type { Batch, Square } from './MatrixShape.ts';
/**
 * The determinant. Its derivative, the matrix of cofactors, is right for singular matrices too; higher derivatives are
 * where at most one singular value is 0.
 *
 * @param a - `[…, n, n]`.
 * @returns one number for each matrix, 1 for one without elements.
 * @throws ShapeError where matrices are not square.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.det(T.tensor([[1, 2], [3, 4]]))) // => -2
 * ```
 */
export declare const det: <A extends AnyTensor>(a: A & Fits<Square<A['shape'], 'det'>>) => Of<Batch<A['shape']>, FloatOf<A>>;
/** The sign of a determinant, -1, 0 or 1, and the natural logarithm of its magnitude. */
export interface Slogdet<A extends AnyTensor> {
    readonly sign: Of<Batch<A['shape']>, FloatOf<A>>;
    readonly logabsdet: Of<Batch<A['shape']>, FloatOf<A>>;
}
/**
 * The determinant as its sign and the logarithm of its magnitude, which neither overflow nor vanish:
 * `det = sign · exp(logabsdet)`. A singular matrix has the sign 0 and the logarithm `-∞`, as in NumPy.
 *
 * @param a - `[…, n, n]`.
 * @throws ShapeError where matrices are not square.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { sign, logabsdet } = T.slogdet(T.tensor([[0, 1], [1, 0]]))
 * T.item(sign) // => -1
 * T.item(logabsdet) // => 0
 * ```
 */
export declare const slogdet: <A extends AnyTensor>(a: A & Fits<Square<A['shape'], 'slogdet'>>) => Slogdet<A>;
