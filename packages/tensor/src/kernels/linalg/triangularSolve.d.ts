/** Triangular systems by substitution, whole rows of the right side at a time. */
import type { TypedArray } from '../../DType.ts';
import type { Primitives } from '../../Primitive.ts';
import type { Shape } from '../../Tensor.ts';
type Triangle = Primitives['triangularSolve'];
/** `x` with `a x = b`, or `aᵀ x = b`, for each matrix of two equally long stacks; the other triangle is not read. */
export declare const triangularSolve: (a: TypedArray, b: TypedArray, shape: Shape, columns: number, triangle: Triangle, out: TypedArray) => void;
export {};
