/**
 * Eigenvalues and eigenvectors of symmetric matrices: Householder reflections to tridiagonal form, then QL steps with
 * implicit Wilkinson shifts.
 *
 * Source: G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th edition, 2013, algorithms 8.3.1 to 8.3.3.
 */
import type { TypedArray } from '../../DType.ts';
import type { Shape } from '../../Tensor.ts';
/** Ascending eigenvalues and, where there is room for them, eigenvectors as columns, for each matrix of a stack. */
export declare const eigh: (x: TypedArray, shape: Shape, [values, vectors]: readonly TypedArray[]) => void;
