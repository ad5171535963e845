/** The factors of a matrix with orthonormal columns and with a triangle, by Householder reflections. */
import type { TypedArray } from '../../DType.ts';
import type { Shape } from '../../Tensor.ts';
/** Reflections in the columns of an array, below and with the diagonal. */
export interface Reflections {
    readonly a: Float64Array;
    readonly taus: Float64Array;
    readonly rows: number;
    readonly columns: number;
}
interface Pivoted {
    readonly reflections: Reflections;
    /** Where each column stood before. */
    readonly order: Int32Array;
}
/** The same with the longest column that is left brought forward each time, which makes the rows of the triangle shrink. */
export declare const triangularisePivoted: (a: Float64Array, rows: number, columns: number) => Pivoted;
/** `block ← Q block` for a matrix of as many rows. */
export declare const applyQ: (reflections: Reflections, block: Float64Array, width: number) => void;
/** `q` with `width` orthonormal columns and `r` with `width` rows, `q r = a`, for each matrix of a stack. */
export declare const qr: (x: TypedArray, shape: Shape, width: number, [q, r]: readonly TypedArray[]) => void;
export {};
