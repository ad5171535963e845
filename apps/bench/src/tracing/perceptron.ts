/** A perceptron of three layers, with its gradient twice: derived, and written by hand. */
import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { valueAndGrad } from '@gradus/autograd'
import { bind } from '@gradus/tensor/primitives'

type Matrix = Tensor<readonly [number, number]>
type Scalar = Tensor<readonly []>

export interface Layer {
  readonly kernel: Matrix
  readonly bias: Tensor<readonly [number]>
}

export type Layers = readonly [Layer, Layer, Layer]

const width = 64

const normal = (seed: number, shape: readonly [number, number], scale: number): Matrix =>
  T.mul(T.Rng.normal(T.Rng.key(seed), shape), scale) as Matrix

/** A layer of `width` by `width` with random parameters. */
export const layerOf = (seed: number): Layer => ({
  kernel: normal(seed, [width, width], 1 / Math.sqrt(width)),
  bias: T.full([width], 0.1),
})

export const layers: Layers = [layerOf(1), layerOf(2), layerOf(3)]

/** `batch` examples: inputs and targets. */
export const examples = (batch: number): readonly [Matrix, Matrix] => [
  normal(4, [batch, width], 1),
  normal(5, [batch, width], 1),
]

const dense = (x: Matrix, { kernel, bias }: Layer): Matrix => T.add(T.matmul(x, kernel), bias) as Matrix

const meanSquare = (a: Matrix, b: Matrix): Scalar => T.mean(T.square(T.sub(a, b))) as Scalar

/** The loss of any number of layers, all but the last followed by tanh. */
export const loss = (given: readonly Layer[], x: Matrix, y: Matrix): Scalar => {
  const hidden = given.slice(0, -1).reduce((h, layer) => T.tanh(dense(h, layer)), x)
  return meanSquare(dense(hidden, given.at(-1)!), y)
}

export const derived = valueAndGrad((given: Layers, x: Matrix, y: Matrix) => loss(given, x, y))

/** `aᵀ b` without a copy of `aᵀ`, as the derived gradient has it. */
const transposedTimes = (a: AnyTensor, b: AnyTensor): Matrix =>
  bind('matmul', [a, b], { transposeA: true, transposeB: false }) as Matrix

const timesTransposed = (a: AnyTensor, b: AnyTensor): Matrix =>
  bind('matmul', [a, b], { transposeA: false, transposeB: true }) as Matrix

const layerGradient = (input: Matrix, change: Matrix): Layer => ({
  kernel: transposedTimes(input, change),
  bias: T.sum(change, { axis: 0 }),
})

const throughTanh = (change: Matrix, output: Matrix): Matrix =>
  T.mul(change, T.sub(1, T.square(output))) as Matrix

/** The same value and gradient as `derived`, with the same kernels, by the chain rule on paper. */
export const byHand = ([first, second, third]: Layers, x: Matrix, y: Matrix): readonly [Scalar, Layers] => {
  const a = T.tanh(dense(x, first))
  const b = T.tanh(dense(a, second))
  const error = T.sub(dense(b, third), y) as Matrix
  const value = T.mean(T.square(error)) as Scalar
  const third_ = T.mul(error, 2 / (x.shape[0] * width)) as Matrix
  const second_ = throughTanh(timesTransposed(third_, third.kernel), b)
  const first_ = throughTanh(timesTransposed(second_, second.kernel), a)
  return [value, [layerGradient(x, first_), layerGradient(a, second_), layerGradient(b, third_)]]
}
