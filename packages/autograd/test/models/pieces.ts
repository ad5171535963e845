/** What models are made of, written in operations of @gradus/tensor alone. */
import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'

export type X = AnyTensor

export const add = (a: X | number, b: X | number): X => T.add(a, b)
export const sub = (a: X | number, b: X | number): X => T.sub(a, b)
export const mul = (a: X | number, b: X | number): X => T.mul(a, b)
export const div = (a: X | number, b: X | number): X => T.div(a, b)

export const dense = (x: X, w: X, b: X): X => add(T.matmul(x, w), b)

/** Mean 0 and variance 1 along some axes. */
export const normalized = (x: X, axis: number | readonly number[]): X => {
  const by = { axis, keepDims: true }
  return div(sub(x, T.mean(x, by)), T.sqrt(add(T.variance(x, by), 1e-5)))
}

/** One number for each channel of `[batch, channels, …]`. */
export const channels = (x: X, rank: number): X => T.reshape(x, [-1, ...Array<number>(rank - 2).fill(1)])

export const batchNorm = (x: X, scale: X, shift: X): X =>
  add(mul(normalized(x, [0, 2, 3]), channels(scale, 4)), channels(shift, 4))

export const layerNorm = (x: X, scale: X, shift: X): X => add(mul(normalized(x, -1), scale), shift)

export const gelu = (x: X): X => mul(mul(0.5, x), add(1, T.erf(div(x, Math.SQRT2))))

/** Against probabilities of each class, a row for each example. */
export const crossEntropy = (z: X, wanted: X): X =>
  T.neg(T.mean(T.sum(mul(wanted, T.logSoftmax(z)), { axis: -1 }) as X))

/** Rows of 0 with a 1 at each label. */
export const classes = (labels: readonly number[], count: number): X =>
  T.cast(T.oneHot(T.tensor(labels, { dtype: 'int32' }), count), 'float64')

export const meanSquare = (a: X, b: X): X => T.mean(T.square(sub(a, b)))
