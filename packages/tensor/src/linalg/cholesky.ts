/** Triangular factors of positive definite matrices. */
import { bind } from '../bind.ts'
import type { Fits, Of } from '../operand.ts'
import type { AnyTensor } from '../Tensor.ts'
import { type FloatOf, symmetric, toSquare } from './matrix.ts'
import type { SquareShape } from './MatrixShape.ts'

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
export const cholesky = <A extends AnyTensor>(
  a: A & Fits<SquareShape<A['shape'], 'cholesky'>>,
): Of<A['shape'], FloatOf<A>> => bind('cholesky', [symmetric(toSquare(a, 'cholesky'))], {}) as never
