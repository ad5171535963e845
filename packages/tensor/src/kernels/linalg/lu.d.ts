/** Gaussian elimination with exchanges. */
import type { TypedArray } from '../../DType.ts';
import type { Shape } from '../../Tensor.ts';
/**
 * Of each matrix of a stack: the factors packed in one matrix, the order of rows and columns that they belong to, and the
 * sign of these permutations. Columns are exchanged only by `full` pivoting, which brings zero pivots to the end.
 */
export declare const lu: (x: TypedArray, shape: Shape, full: boolean, [packed, rowOrder, columnOrder, signs]: readonly TypedArray[]) => void;
