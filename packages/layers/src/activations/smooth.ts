/**
 * Rectifiers without a corner: the input times a gate that it opens itself, and softplus.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import type { Activation } from './activation.ts'
import { activation } from './activation.ts'
import { ramp } from './sigmoids.ts'

/**
 * `f(x) = x Φ(x)`, with Φ the distribution function of the standard normal; with `approximate`, by
 * `x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))` (Hendrycks & Gimpel, Gaussian error linear units, 2016, section 2).
 */
export const gelu = ({
  approximate = false,
}: { readonly approximate?: boolean | undefined } = {}): Activation<'gelu'> =>
  activation('gelu', approximate ? geluByTanh : geluByErf, approximate ? { approximate } : {})

const geluByErf = (x: Tensor): Tensor => T.mul(T.mul(x, 0.5), T.add(T.erf(T.mul(x, Math.SQRT1_2)), 1))

const geluByTanh = (x: Tensor): Tensor => {
  const cubic = T.add(x, T.mul(T.mul(x, T.square(x)), 0.044715))
  return T.mul(T.mul(x, 0.5), T.add(T.tanh(T.mul(cubic, Math.sqrt(2 / Math.PI))), 1))
}

/** `f(x) = x / (1 + e^-x)`, also called swish (Ramachandran, Zoph & Le, Searching for activation functions, 2017). */
export const silu = (): Activation<'silu'> => activation('silu', (x) => T.mul(x, T.sigmoid(x)))

/**
 * `f(x) = x min(max(x + 3, 0), 6) / 6`: silu in straight lines and a parabola (Howard et al., Searching for MobileNetV3,
 * 2019, section 5.2).
 */
export const hardSwish = (): Activation<'hardSwish'> => activation('hardSwish', (x) => T.mul(x, ramp(x)))

/** `f(x) = x tanh(ln(1 + e^x))` (Misra, Mish: a self regularized non-monotonic activation function, 2020). */
export const mish = (): Activation<'mish'> => activation('mish', (x) => T.mul(x, T.tanh(T.softplus(x))))

/** `f(x) = ln(1 + e^x)`, without overflow (Dugas, Bengio, Bélisle, Nadeau & Garcia, 2001). */
export const softplus = (): Activation<'softplus'> => activation('softplus', (x) => T.softplus(x))
