import { type Fits, type Of } from '../operand.ts'
import type { Promote } from '../promotion.ts'
import { type AnyTensor, type Tensor } from '../Tensor.ts'
import type { Dot, Outer, TensorDot, TensorDotAxes } from './ProductShapes.ts'
/**
 * NumPy's `dot`: the sum of products over the last axis of `a` and the last but one of `b`, or its only one; a scalar
 * multiplies. For matrices it is `matmul`; where there are more axes, those of `b` come after those of `a`.
 *
 * @throws ShapeError where the two axes differ.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.dot(T.tensor([1, 2, 3]), T.tensor([4, 5, 6]))) // => 32
 * T.dot(T.ones([2, 3, 4]), T.ones([5, 4, 6])).shape // => [2, 3, 5, 6]
 * ```
 */
export declare const dot: <A extends AnyTensor, B extends AnyTensor>(
  a: A,
  b: B & Fits<Dot<A['shape'], B['shape']>>,
) => Of<Dot<A['shape'], B['shape']>, Promote<A, B>>
/**
 * All products of an element of `a` and one of `b`: `out[i, j] = a[i] · b[j]`, both read as vectors, as in NumPy.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.outer(T.tensor([1, 2]), T.tensor([3, 4, 5]))) // => [[3, 4, 5], [6, 8, 10]]
 * ```
 */
export declare const outer: <A extends AnyTensor, B extends AnyTensor>(
  a: A,
  b: B,
) => Tensor<Outer<A['shape'], B['shape']>, Promote<A, B>>
/**
 * The sum of products over several axes: the last `axes` of `a` and the first of `b`, or those that two lists name, in pairs.
 * The axes that are left follow one another, those of `a` first.
 *
 * @throws ShapeError where axes that are summed differ.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.tensorDot(T.ones([2, 3, 4]), T.ones([3, 4, 5]), 2).shape // => [2, 5]
 * T.tensorDot(T.ones([2, 3, 4]), T.ones([4, 5, 2]), [[0, 2], [2, 0]]).shape // => [3, 5]
 * ```
 */
export declare const tensorDot: <A extends AnyTensor, B extends AnyTensor, const X extends TensorDotAxes>(
  a: A,
  b: B,
  axes: X & Fits<TensorDot<A['shape'], B['shape'], X>>,
) => Of<TensorDot<A['shape'], B['shape'], X>, Promote<A, B>>
