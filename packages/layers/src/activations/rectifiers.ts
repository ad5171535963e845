/**
 * Rectifiers: the identity for positive numbers, little or nothing for negative ones.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import { finite, positive } from '../checks.ts'
import type { Activation } from './activation.ts'
import { activation } from './activation.ts'

/** `f(x) = max(x, 0)` (Nair & Hinton, Rectified linear units improve restricted Boltzmann machines, 2010). */
export const relu = (): Activation<'relu'> => activation('relu', (x) => T.relu(x))

/** `max(x, 0)` and at most 6, with the slope 0 at both corners. */
const cappedAtSix = (x: Tensor): Tensor => T.where(T.less(x, 6), T.relu(x), 6)

/** `f(x) = min(max(x, 0), 6)` (Krizhevsky, Convolutional deep belief networks on CIFAR-10, 2010). */
export const relu6 = (): Activation<'relu6'> => activation('relu6', cappedAtSix)

/** `f(x) = x` where `x > 0`, else `negativeSlope · x` (Maas et al., 2013); the slope is 0.01 if not given, also at 0 itself. */
export const leakyRelu = ({
  negativeSlope = 0.01,
}: { readonly negativeSlope?: number | undefined } = {}): Activation<'leakyRelu'> => {
  finite('leakyRelu', 'negativeSlope', negativeSlope)
  return activation('leakyRelu', (x) => T.where(T.greater(x, 0), x, T.mul(x, negativeSlope)), {
    negativeSlope,
  })
}

/** `x` where it is positive, else what `tail` makes of it; `tail` never sees a positive number, which could overflow. */
const withTail = (tail: (negative: Tensor) => Tensor, x: Tensor): Tensor => {
  const rises = T.greater(x, 0)
  return T.where(rises, x, tail(T.where(rises, 0, x)))
}

/**
 * `f(x) = x` where `x > 0`, else `alpha (e^x - 1)` (Clevert, Unterthiner & Hochreiter, Fast and accurate deep network
 * learning by exponential linear units, 2016, equation 15); alpha is 1 if not given.
 */
export const elu = ({ alpha = 1 }: { readonly alpha?: number | undefined } = {}): Activation<'elu'> => {
  finite('elu', 'alpha', alpha)
  return activation('elu', (x) => withTail((v) => T.mul(T.expm1(v), alpha), x), { alpha })
}

const SELU = { scale: 1.050_700_987_355_480_5, alpha: 1.673_263_242_354_377_2 } as const

/**
 * `f(x) = λ x` where `x > 0`, else `λ α (e^x - 1)`, with `λ` = 1.0507… and `α` = 1.6733…, for which mean 0 and variance 1
 * are a fixed point from layer to layer (Klambauer, Unterthiner, Mayr & Hochreiter, Self-normalizing neural networks,
 * 2017, equation 2). Its weights begin as `lecunNormal`.
 */
export const selu = (): Activation<'selu'> =>
  activation('selu', (x) =>
    T.mul(
      withTail((v) => T.mul(T.expm1(v), SELU.alpha), x),
      SELU.scale,
    ),
  )

/**
 * `f(x) = x` where `x > 0`, else `alpha (e^(x / alpha) - 1)`, whose slope is 1 at 0 for every alpha (Barron, Continuously
 * differentiable exponential linear units, 2017, equation 2); alpha is 1 if not given.
 */
export const celu = ({ alpha = 1 }: { readonly alpha?: number | undefined } = {}): Activation<'celu'> => {
  positive('celu', 'alpha', alpha)
  return activation('celu', (x) => withTail((v) => T.mul(T.expm1(T.div(v, alpha)), alpha), x), { alpha })
}
