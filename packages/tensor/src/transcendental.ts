/** Logarithms and roots, trigonometric and hyperbolic functions, and the families of erf and gamma. */
import { toFloat } from './DType.ts'
import { type Dividing, type Floating, pow } from './elementwise.ts'
import { align, meet, toFloatTensor } from './operand.ts'
import { bind } from './bind.ts'
import type { Operand } from './Tensor.ts'
import { special } from './unary.ts'

/**
 * `2ˣ`, exact for whole numbers.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.exp2(T.tensor([-1, 0, 10]))) // => [0.5, 1, 1024]
 * ```
 */
export const exp2: Floating = ((x: Operand) => pow(2, toFloatTensor(x, 'exp2'))) as never

/**
 * The logarithm to base 2, exact for powers of 2; `-∞` at 0, NaN below.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.log2(T.tensor([0.5, 1, 1024]))) // => [-1, 0, 10]
 * ```
 */
export const log2: Floating = special('log2')

/**
 * The logarithm to base 10, exact for powers of 10; `-∞` at 0, NaN below.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.log10(T.tensor([1, 1000]))) // => [0, 3]
 * ```
 */
export const log10: Floating = special('log10')

/**
 * The real cube root, negative for negative numbers; its derivative is infinite at 0.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.cbrt(T.tensor([-8, 27]))) // => [-2, 3]
 * ```
 */
export const cbrt: Floating = special('cbrt')

/**
 * The tangent of radians.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.round(T.tan(Math.PI / 4))) // => 1
 * ```
 */
export const tan: Floating = special('tan')

/**
 * The angle in [-π/2, π/2] whose sine is `x`; NaN outside [-1, 1].
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.asin(T.tensor(1, { dtype: 'float64' }))) // => Math.PI / 2
 * ```
 */
export const asin: Floating = special('asin')

/**
 * The angle in [0, π] whose cosine is `x`; NaN outside [-1, 1].
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.acos(T.tensor(-1, { dtype: 'float64' }))) // => Math.PI
 * ```
 */
export const acos: Floating = special('acos')

/**
 * The angle in [-π/2, π/2] whose tangent is `x`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.atan(T.tensor(Infinity, { dtype: 'float64' }))) // => Math.PI / 2
 * ```
 */
export const atan: Floating = special('atan')

/**
 * The angle in [-π, π] of the point whose height is `y` and whose width is `x`, in that order: `atan(y / x)` in the right
 * quadrant, with the signs of zeros as in C. The derivative at the origin is NaN.
 *
 * @throws ShapeError where the operands do not broadcast.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.atan2(T.tensor([0, 0], { dtype: 'float64' }), T.tensor([1, -1]))) // => [0, Math.PI]
 * ```
 */
export const atan2: Dividing<'atan2'> = ((y: Operand, x: Operand) =>
  bind('atan2', align(y, x, 'atan2', toFloat(meet(y, x, 'atan2'))), {})) as never

/**
 * The hyperbolic sine, `(eˣ - e⁻ˣ) / 2`, exact near 0.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.sinh(T.tensor([0, -Infinity]))) // => [0, -Infinity]
 * ```
 */
export const sinh: Floating = special('sinh')

/**
 * The hyperbolic cosine, `(eˣ + e⁻ˣ) / 2`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.cosh(T.tensor([0, -Infinity]))) // => [1, Infinity]
 * ```
 */
export const cosh: Floating = special('cosh')

/**
 * The inverse of the hyperbolic sine, `ln(x + √(x² + 1))`, exact near 0 and without overflow.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.asinh(T.tensor([0, Infinity]))) // => [0, Infinity]
 * ```
 */
export const asinh: Floating = special('asinh')

/**
 * The inverse of the hyperbolic cosine, `ln(x + √(x² - 1))`; NaN below 1.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.acosh(T.tensor([1, 0]))) // => [0, NaN]
 * ```
 */
export const acosh: Floating = special('acosh')

/**
 * The inverse of the hyperbolic tangent, `½ ln((1 + x) / (1 - x))`; infinite at -1 and 1, NaN beyond.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.atanh(T.tensor([-1, 0, 1]))) // => [-Infinity, 0, Infinity]
 * ```
 */
export const atanh: Floating = special('atanh')

/**
 * `1 - erf(x)`, to a few units in the last place of its own size however small it is, where the difference would be 0 from 6 on.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.erfc(T.tensor([-Infinity, 0, Infinity]))) // => [2, 1, 0]
 * T.item(T.erfc(T.tensor(10, { dtype: 'float64' }))) > 0 // => true
 * ```
 */
export const erfc: Floating = special('erfc')

/**
 * `ln |Γ(x)|`: `lgamma(n + 1)` is `ln n!`; infinite at 0 and the negative whole numbers.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.lgamma(T.tensor([1, 2, 0]))) // => [0, 0, Infinity]
 * ```
 */
export const lgamma: Floating = special('lgamma')

/**
 * `Γ′(x) / Γ(x)`, the derivative of `lgamma`; NaN at the negative whole numbers, where it leaps from one infinity to the other.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.digamma(T.tensor(0))) // => -Infinity
 * T.item(T.round(T.digamma(T.tensor(1000)))) // => 7
 * ```
 */
export const digamma: Floating = ((x: Operand) =>
  bind('polygamma', [toFloatTensor(x, 'digamma')], { order: 0 })) as never
