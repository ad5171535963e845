/** Eigenvalues and eigenvectors of symmetric matrices. */
import { bindAll } from '../bind.ts'
import type { Fits, Of } from '../operand.ts'
import type { AnyTensor } from '../Tensor.ts'
import { type FloatOf, symmetric, toSquare } from './matrix.ts'
import type { RowsShape, SquareShape } from './MatrixShape.ts'

/** Eigenvalues in ascending order, and eigenvectors as columns in that order. */
export interface Eigh<A extends AnyTensor> {
  readonly eigenvalues: Of<RowsShape<A['shape']>, FloatOf<A>>
  readonly eigenvectors: Of<A['shape'], FloatOf<A>>
}

/**
 * Eigenvalues and orthonormal eigenvectors of a symmetric matrix: `a v = v diag(w)`.
 *
 * Of the two signs of an eigenvector that one is answered which makes its largest element positive. Eigenvectors of equal
 * eigenvalues have no derivative: where values are known, it throws; inside `jit` it is infinite or NaN.
 *
 * @param a - `[…, n, n]`, of which `(a + aᵀ) / 2` counts.
 * @returns `eigenvalues` `w`, `[…, n]`, ascending; `eigenvectors` `v`, `[…, n, n]`, as columns.
 * @throws ShapeError where matrices are not square; ValueError where elements are infinite or NaN.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { eigenvalues, eigenvectors } = T.eigh(T.tensor([[2, 0], [0, 1]]))
 * T.toNested(eigenvalues) // => [1, 2]
 * T.toNested(eigenvectors) // => [[0, 1], [1, 0]]
 * ```
 */
export const eigh = <A extends AnyTensor>(a: A & Fits<SquareShape<A['shape'], 'eigh'>>): Eigh<A> => {
  const [eigenvalues, eigenvectors] = bindAll('eigh', [symmetric(toSquare(a, 'eigh'))], { vectors: true })
  return { eigenvalues, eigenvectors } as never
}

/**
 * The eigenvalues of a symmetric matrix in ascending order, which have first derivatives even where some are equal.
 *
 * @throws as `eigh`.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.eigvalsh(T.tensor([[3, 0], [0, 2]]))) // => [2, 3]
 * ```
 */
export const eigvalsh = <A extends AnyTensor>(
  a: A & Fits<SquareShape<A['shape'], 'eigvalsh'>>,
): Of<RowsShape<A['shape']>, FloatOf<A>> =>
  bindAll('eigh', [symmetric(toSquare(a, 'eigvalsh'))], { vectors: false })[0] as never
