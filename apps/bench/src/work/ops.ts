/** Operations without the types of shapes: what is measured here has its shapes from a table. */
import type { AnyTensor, Operand } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { labels, numbers, sizeOf } from '../../peers/numbers.mjs'

type Unary = (x: AnyTensor) => AnyTensor
type Binary = (a: Operand, b: Operand) => AnyTensor
type Reduction = (
  x: AnyTensor,
  options: { axis: number | readonly number[]; keepDims?: boolean },
) => AnyTensor

export const add = T.add as unknown as Binary
export const sub = T.sub as unknown as Binary
export const mul = T.mul as unknown as Binary
export const div = T.div as unknown as Binary
export const matmul = T.matmul as unknown as Binary
export const square = T.square as unknown as Unary
export const sqrt = T.sqrt as unknown as Unary
export const relu = T.relu as unknown as Unary
export const tanh = T.tanh as unknown as Unary
export const sigmoid = T.sigmoid as unknown as Unary
export const exp = T.exp as unknown as Unary
export const neg = T.neg as unknown as Unary
export const mean = T.mean as unknown as Reduction

/** Rows of `x` times a matrix, and a row added. */
export const dense = (x: AnyTensor, kernel: AnyTensor, bias: AnyTensor): AnyTensor =>
  add(matmul(x, kernel), bias)

/** The tensor of this shape that every system begins with. */
export const tensor = (shape: readonly number[], scale: number): AnyTensor =>
  T.fromTypedArray(numbers(sizeOf(shape), scale), shape)

export const zeros = (shape: readonly number[]): AnyTensor => T.zeros(shape)
export const ones = (shape: readonly number[]): AnyTensor => T.ones(shape)

/** The targets that every system has. */
export const targets = (batch: number, classes: number): AnyTensor =>
  T.fromTypedArray(labels(batch, classes), [batch, classes])

/** The mean of cross entropies of rows. */
export const crossEntropy = (logits: AnyTensor, y: AnyTensor): AnyTensor => {
  const likelihood = T.mul(y, T.logSoftmax(logits, { axis: 1 }) as AnyTensor) as AnyTensor
  return T.neg(T.mean(T.sum(likelihood, { axis: 1 }) as AnyTensor) as AnyTensor) as AnyTensor
}
