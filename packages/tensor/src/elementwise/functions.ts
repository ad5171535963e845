/** Functions of one number, with a floating-point result. */
import { scalar, toFloatTensor, toTensor } from '../operand.ts'
import type { AnyTensor, Operand } from '../Tensor.ts'
import { floating, type Floating, type Keeping, special } from '../unary.ts'
import { add, div, neg } from './arithmetic.ts'
import { where } from './choice.ts'
import { greater, lessEqual } from './comparison.ts'

/**
 * `eˣ`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.exp(T.tensor([0, -Infinity]))) // => [1, 0]
 * ```
 */
export const exp: Floating = floating('exp')

/**
 * `eˣ - 1`, exact near 0.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.expm1(T.tensor(1e-20, { dtype: 'float64' }))) // => 1e-20
 * ```
 */
export const expm1: Floating = special('expm1')

/**
 * The natural logarithm.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.log(T.tensor([1, 0]))) // => [0, -Infinity]
 * ```
 */
export const log: Floating = floating('log')

/**
 * `ln(1 + x)`, exact near 0.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.log1p(T.tensor(1e-20, { dtype: 'float64' }))) // => 1e-20
 * ```
 */
export const log1p: Floating = special('log1p')

/**
 * The square root.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.sqrt(T.tensor([9, 0, -1]))) // => [3, 0, NaN]
 * ```
 */
export const sqrt: Floating = floating('sqrt')

/**
 * `1 / √x`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.rsqrt(T.tensor([4, 0.25]))) // => [0.5, 2]
 * ```
 */
export const rsqrt: Floating = ((x: Operand) => div(1, sqrt(toFloatTensor(x, 'rsqrt')))) as never

/**
 * The sine of radians.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.sin(T.tensor(Math.PI / 2, { dtype: 'float64' }))) // => 1
 * ```
 */
export const sin: Floating = special('sin')

/**
 * The cosine of radians.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.cos(T.tensor(Math.PI, { dtype: 'float64' }))) // => -1
 * ```
 */
export const cos: Floating = special('cos')

/**
 * The hyperbolic tangent.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.tanh(T.tensor([-Infinity, 0, Infinity]))) // => [-1, 0, 1]
 * ```
 */
export const tanh: Floating = floating('tanh')

/**
 * The logistic function `1 / (1 + e⁻ˣ)`, without overflow.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.sigmoid(T.tensor([-1000, 0, 1000]))) // => [0, 0.5, 1]
 * ```
 */
export const sigmoid: Floating = floating('sigmoid')

/**
 * `ln(1 + eˣ)`, without overflow.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.softplus(T.tensor([-1000, 1000]))) // => [0, 1000]
 * ```
 */
export const softplus: Floating = ((x: Operand) => {
  const v = toFloatTensor(x, 'softplus')
  // One side's formula at 0, too: with maximum and abs, the second derivative there would be 0.
  const positive = greater(v, 0) as AnyTensor
  const shrinking = where(positive, neg(v) as AnyTensor, v) as AnyTensor
  return add(where(positive, v, 0) as AnyTensor, log1p(exp(shrinking)) as AnyTensor)
}) as never

/**
 * `max(x, 0)`, with derivative 0 at 0; NaN stays NaN.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.relu(T.tensor([-1, 0, 2]))) // => [0, 0, 2]
 * ```
 */
export const relu: Keeping = ((x: Operand) => {
  const v = toTensor(x, 'float32', 'relu')
  return where(lessEqual(v, 0), scalar(0, v.dtype), v)
}) as never

/**
 * The error function.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.erf(T.tensor([-Infinity, 0, Infinity]))) // => [-1, 0, 1]
 * ```
 */
export const erf: Floating = special('erf')

/**
 * The inverse of the error function.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.erfInv(T.tensor([-1, 0, 1]))) // => [-Infinity, 0, Infinity]
 * ```
 */
export const erfInv: Floating = special('erfInv')
