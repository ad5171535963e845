import type { DType, ToFloat } from '../DType.ts';
import type { DTypeOf } from '../promotion.ts';
import { type AnyTensor, Concrete, type Shape } from '../Tensor.ts';
/** The element type of what is computed of a tensor. */
export type FloatOf<X> = ToFloat<DTypeOf<X> & DType>;
/** The sizes of matrices. */
export declare const sizesOf: (x: AnyTensor) => readonly [number, number];
/** The shape of a stack without that of its matrices. */
export declare const batchOf: (x: AnyTensor) => Shape;
/** The matrices as floats. */
export declare const toMatrices: (x: AnyTensor, op: string) => AnyTensor;
/** The square matrices as floats. */
export declare const toSquare: (x: AnyTensor, op: string) => AnyTensor;
export declare const matmul: (a: AnyTensor, b: AnyTensor) => AnyTensor;
/** `aᵀ b` */
export declare const matmulTransposed: (a: AnyTensor, b: AnyTensor) => AnyTensor;
export declare const transposed: (x: AnyTensor) => AnyTensor;
/** The mean of each matrix and its transpose: the matrix itself, where it is symmetric. */
export declare const symmetric: (x: AnyTensor) => AnyTensor;
/** The identity for each matrix of a shape. */
export declare const identityOf: ({ shape, dtype }: AnyTensor) => AnyTensor;
/** The diagonal of each matrix with no more rows than columns. */
export declare const diagonalOf: (x: AnyTensor) => AnyTensor;
/** A block of the first rows and columns of each matrix, or of those from `left` on. */
export declare const blockOf: (x: AnyTensor, rows: number, columns: number, left?: number) => AnyTensor;
/** The values of a tensor, where it has any by now: inside `grad` it does, inside `jit` it does not. */
export declare const valuesOf: (x: AnyTensor) => ReturnType<typeof Concrete.values> | undefined;
/** A system `a x = b` with both sides as floats of one type, and the right side as matrices. */
export interface System {
    readonly a: AnyTensor;
    readonly b: AnyTensor;
    readonly batch: Shape;
    /** The solution in the shape that was asked for: without the axis that stood in for a vector. */
    readonly answer: (x: AnyTensor) => AnyTensor;
}
/** The two sides of a system, whose matrices have been checked. */
export declare const systemOf: (a: AnyTensor, rightSide: AnyTensor, op: string) => System;
/** The matrices repeated along the batch axes of a system. */
export declare const spreadBatch: (x: AnyTensor, batch: Shape) => AnyTensor;
