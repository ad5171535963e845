/**
 * Activations that saturate: between two limits, or at one.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import type { Activation } from './activation.ts'
import { activation } from './activation.ts'

/** `f(x) = tanh x`. */
export const tanh = (): Activation<'tanh'> => activation('tanh', (x) => T.tanh(x))

/** `f(x) = 1 / (1 + e^-x)`. */
export const sigmoid = (): Activation<'sigmoid'> => activation('sigmoid', (x) => T.sigmoid(x))

/** `f(x) = ln(1 / (1 + e^-x))`, without underflow. */
export const logSigmoid = (): Activation<'logSigmoid'> =>
  activation('logSigmoid', (x) => T.neg(T.softplus(T.neg(x))))

/** A straight line from 0 at -3 to 1 at 3, with the slope 0 at both corners. */
export const ramp = (x: Tensor): Tensor =>
  T.where(T.lessEqual(x, -3), 0, T.where(T.less(x, 3), T.add(T.div(x, 6), 0.5), 1))

/** `f(x) = min(max(x + 3, 0), 6) / 6`: the sigmoid in three straight lines (Howard et al., 2019, section 5.2). */
export const hardSigmoid = (): Activation<'hardSigmoid'> => activation('hardSigmoid', ramp)

/** `f(x) = x / (1 + |x|)` (Turian, Bergstra & Bengio, 2009). */
export const softsign = (): Activation<'softsign'> =>
  activation('softsign', (x) => T.div(x, T.add(T.abs(x), 1)))
