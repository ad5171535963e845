/** The Cholesky factor, row by row: row `i` needs only rows above it, which lie before it in memory. */
import type { TypedArray } from '../../DType.ts';
import type { Shape } from '../../Tensor.ts';
/** Lower triangular `l` with `l lᵀ = a` for each matrix of a stack; only lower triangles are read. */
export declare const cholesky: (x: TypedArray, shape: Shape, out: TypedArray) => void;
