/** Real numbers at random, beyond the uniform and the normal distribution. */
import { bind } from '../bind.ts'
import { castTo, toTensor } from '../operand.ts'
import { cast, exp, log, log1p, neg, sigmoid, sub } from '../elementwise.ts'
import { ShapeError, ValueError } from '../errors.ts'
import { softmax } from '../reduce.ts'
import { checkKey, type Key, split, uniform } from '../Rng.ts'
import { type AnyTensor, Concrete, type Operand, type Shape, type Tensor } from '../Tensor.ts'
import { spreadTo } from './parameter.ts'

/** The smallest normal float32: the logarithm of 0 would be infinite. */
const tiny = 2 ** -126

/**
 * Numbers of the standard Gumbel distribution, the largest of many: `-ln(-ln u)`. The stream equals that of JAX but for
 * the last bits.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.Rng.gumbel(T.Rng.key(0), [2, 3]).shape // => [2, 3]
 * ```
 */
export const gumbel = <const S extends Shape>(k: Key, shape: S): Tensor<S> => {
  const u = uniform(k, shape, { min: tiny, max: 1 }) as AnyTensor
  return neg(log(neg(log(u) as AnyTensor) as AnyTensor) as AnyTensor) as never
}

/**
 * Numbers of the exponential distribution of mean 1: `-ln(1 - u)`. The stream equals that of JAX but for the last bits.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const waits = T.Rng.exponential(T.Rng.key(0), [10000])
 * Math.round(T.item(T.mean(waits))) // => 1
 * ```
 */
export const exponential = <const S extends Shape>(k: Key, shape: S): Tensor<S> =>
  neg(log1p(neg(uniform(k, shape) as AnyTensor) as AnyTensor) as AnyTensor) as never

/** Logarithms of gamma variables, as float64: of small shape parameters only they can be told from 0. */
const logGamma = (k: Key, concentration: Operand, shape: Shape, op: string): AnyTensor => {
  const parameter = castTo(toTensor(concentration, 'float64', op), 'float64')
  if (parameter instanceof Concrete) {
    const wrong = Concrete.values(parameter).find((v) => !(v > 0 && v < Infinity))
    if (wrong !== undefined) throw new ValueError(op, `a concentration is above 0 and finite, got ${wrong}`)
  }
  return bind('randomLogGamma', [checkKey(k, op), spreadTo(parameter, shape, op)], {})
}

const single = (x: AnyTensor): never => cast(x, 'float32') as never

/**
 * Numbers of the gamma distribution of scale 1: density `x^(a-1) e^-x / Γ(a)`, mean `a`. They have no derivative by `a`.
 *
 * @param concentration - `a`, a number above 0, or a tensor that broadcasts to the shape.
 * @throws ValueError where a concentration is not above 0.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.Rng.gamma(T.Rng.key(0), 3, [10000])
 * Math.round(T.item(T.mean(x))) // => 3
 * ```
 * Source: G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", 2000. Its stream is our own.
 */
export const gamma = <const S extends Shape>(k: Key, concentration: Operand, shape: S): Tensor<S> =>
  single(exp(logGamma(k, concentration, shape, 'Rng.gamma')) as AnyTensor)

/**
 * Numbers of the beta distribution: density `∝ x^(a-1) (1-x)^(b-1)` between 0 and 1, mean `a / (a + b)`.
 *
 * @param a - a number above 0, or a tensor that broadcasts to the shape; so is `b`.
 * @throws ValueError where `a` or `b` is not above 0.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.Rng.beta(T.Rng.key(0), 2, 2, [1000])
 * T.item(T.all(T.less(x, 1))) // => 1
 * ```
 */
export const beta = <const S extends Shape>(k: Key, a: Operand, b: Operand, shape: S): Tensor<S> => {
  const [left, right] = split(k)
  const odds = sub(logGamma(left, a, shape, 'Rng.beta'), logGamma(right, b, shape, 'Rng.beta')) as AnyTensor
  return single(sigmoid(odds) as AnyTensor)
}

/**
 * Probabilities at random, which sum to 1 along the last axis: density `∝ Π xᵢ^(aᵢ-1)`.
 *
 * @param concentration - `[…, classes]`, all above 0.
 * @param shape - of the draws, to which all but the last axis of the concentration broadcast.
 * @returns `[...shape, classes]`.
 * @throws ValueError where a concentration is not above 0; ShapeError where it has no axis.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const p = T.Rng.dirichlet(T.Rng.key(0), T.tensor([1, 2, 3]), [5])
 * p.shape // => [5, 3]
 * ```
 */
export const dirichlet = <const S extends Shape>(
  k: Key,
  concentration: AnyTensor,
  shape: S,
): Tensor<readonly [...S, number]> => {
  const classes = concentration.shape.at(-1)
  if (classes === undefined)
    throw new ShapeError('Rng.dirichlet', 'the concentrations need an axis of classes, got a scalar')
  return single(softmax(logGamma(k, concentration, [...shape, classes], 'Rng.dirichlet')) as AnyTensor)
}
