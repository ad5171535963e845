/** Single functions, compiled. */
import { jit } from '@gradus/autograd'
import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { Engine } from '@gradus/tensor/primitives'
import type { Of } from '../../peers/work.mjs'
import { add, div, exp, matmul, mean, mul, neg, sqrt, square, sub, tanh, tensor } from './ops.ts'

/** One result of the same arguments, over and over. */
const over = (
  f: (...args: readonly AnyTensor[]) => AnyTensor,
  args: readonly AnyTensor[],
  engine: Engine,
): (() => unknown) => {
  const compiled = jit(f, { engine })
  return () => compiled(...args)
}

export const product = ({ n }: Of<'product'>, engine: Engine): (() => unknown) =>
  over((a, b) => matmul(a!, b!), [tensor([n, n], 1), tensor([n, n], 1)], engine)

/** tanh(x y + 1/2) exp(-x²) + √|y| */
const chain = (x: AnyTensor, y: AnyTensor): AnyTensor =>
  add(mul(tanh(add(mul(x, y), 0.5)), exp(neg(square(x)))), sqrt(T.abs(y) as AnyTensor))

export const elementwise = ({ n }: Of<'elementwise'>, engine: Engine): (() => unknown) =>
  over((x, y) => chain(x!, y!), [tensor([n], 1), tensor([n], 2)], engine)

export const softmax = ({ rows, columns }: Of<'softmax'>, engine: Engine): (() => unknown) =>
  over((x) => T.softmax(x!, { axis: 1 }) as AnyTensor, [tensor([rows, columns], 3)], engine)

/** Rows with mean 0 and variance 1, times `gamma`, plus `beta`. */
export const normalized = (x: AnyTensor, gamma: AnyTensor, beta: AnyTensor): AnyTensor => {
  const centred = sub(x, mean(x, { axis: 1, keepDims: true }))
  const variance = mean(square(centred), { axis: 1, keepDims: true })
  return add(mul(div(centred, sqrt(add(variance, 1e-5))), gamma), beta)
}

export const layerNorm = ({ rows, columns }: Of<'layerNorm'>, engine: Engine): (() => unknown) =>
  over(
    (x, gamma, beta) => normalized(x!, gamma!, beta!),
    [tensor([rows, columns], 3), tensor([columns], 1), tensor([columns], 1)],
    engine,
  )
