/**
 * What the decompositions of the reference engine share: stacks of matrices, and workspaces in double precision.
 *
 * Every decomposition reads one matrix into a `Float64Array`, works there, and rounds its results once, so that float32
 * gets the accuracy of float64.
 *
 * @module
 */
import type { TypedArray } from '../../DType.ts';
import { type Shape } from '../../Tensor.ts';
/** The sizes of a stack of matrices. */
export interface Stack {
    readonly batch: Shape;
    /** How many matrices there are. */
    readonly count: number;
    readonly rows: number;
    readonly columns: number;
    /** The elements of one matrix. */
    readonly size: number;
}
export declare const stackOf: (shape: Shape) => Stack;
/** A copy of matrix `t` to work on. */
export declare const load: (from: TypedArray, t: number, size: number) => Float64Array;
/** Matrix `t` in the words of messages: `the matrix`, or `matrix [2,0]` of a stack. */
export declare const nameOf: (batch: Shape, t: number) => string;
/** The transpose of a `rows` by `columns` matrix. */
export declare const transpose: (a: Float64Array, rows: number, columns: number) => Float64Array;
/** The identity's first `columns` columns. */
export declare const identity: (rows: number, columns: number) => Float64Array;
export declare const largest: (a: Float64Array) => number;
/**
 * The power of two that brings numbers up to `max` near 1: multiplying by it is exact, and afterwards squares neither
 * overflow nor vanish.
 */
export declare const scaleOf: (max: number) => number;
export declare const scaleBy: (a: Float64Array, factor: number) => void;
/** Is an element of a row or column the largest in magnitude, and negative? Then the vector is turned around. */
export declare const pointsBack: (a: Float64Array, start: number, step: number, count: number) => boolean;
export declare const negate: (a: Float64Array, start: number, step: number, count: number) => void;
