import * as T from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import { finite } from './checks.ts'
import { layer } from './custom.ts'
import type { SameShape, Settings } from './Layer.ts'
import type { Stage } from './Stage.ts'

/** The stage of an activation: a layer that has only a function. */
export type Activation<Kind extends string> = Stage<SameShape<Kind>>

/**
 * An activation of one's own: a function applied to the batch, which keeps its shape.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const softsign = () => L.activation('softsign', (x) => T.div(x, T.add(T.abs(x), 1)))
 * const model = L.pipe(L.input([3]), softsign())
 * T.toNested(L.apply(model, {}, {}, T.tensor([[-1, 0, 1]]), { mode: 'eval' }).output) // => [[-0.5, 0, 0.5]]
 * ```
 */
export const activation = <const Kind extends string>(
  kind: Kind,
  f: (x: Tensor) => Tensor,
  settings: Settings = {},
): Activation<Kind> =>
  layer<SameShape<Kind>>({ kind, settings, apply: (_params, state, x) => ({ output: f(x), state }) })

/** `f(x) = x`. */
export const identity = (): Activation<'identity'> => activation('identity', (x) => x)

/** `f(x) = max(x, 0)` (Nair & Hinton, Rectified linear units improve restricted Boltzmann machines, 2010). */
export const relu = (): Activation<'relu'> => activation('relu', (x) => T.relu(x))

/** `f(x) = x` where `x ≥ 0`, else `negativeSlope · x` (Maas et al., 2013); the slope is 0.01 if not given. */
export const leakyRelu = ({
  negativeSlope = 0.01,
}: { readonly negativeSlope?: number | undefined } = {}): Activation<'leakyRelu'> => {
  finite('leakyRelu', 'negativeSlope', negativeSlope)
  return activation('leakyRelu', (x) => T.where(T.greaterEqual(x, 0), x, T.mul(x, negativeSlope)), {
    negativeSlope,
  })
}

/** `f(x) = tanh x`. */
export const tanh = (): Activation<'tanh'> => activation('tanh', (x) => T.tanh(x))

/** `f(x) = 1 / (1 + e^-x)`. */
export const sigmoid = (): Activation<'sigmoid'> => activation('sigmoid', (x) => T.sigmoid(x))

/**
 * `f(x) = x` where `x > 0`, else `alpha (e^x - 1)` (Clevert, Unterthiner & Hochreiter, Fast and accurate deep network
 * learning by exponential linear units, 2016, equation 15); alpha is 1 if not given.
 */
export const elu = ({ alpha = 1 }: { readonly alpha?: number | undefined } = {}): Activation<'elu'> => {
  finite('elu', 'alpha', alpha)
  // with minimum(x, 0), whose derivative at 0 is shared, the slope there would be half of alpha
  const negative = (x: Tensor): Tensor => T.where(T.greater(x, 0), 0, x)
  return activation('elu', (x) => T.where(T.greater(x, 0), x, T.mul(T.expm1(negative(x)), alpha)), {
    alpha,
  })
}

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

/**
 * Softmax over the last axis: `f(x)_i = e^(x_i) / Σ_j e^(x_j)`.
 *
 * A loss that takes logits, such as `softmaxCrossEntropy`, already contains it: a model trained with one ends in its
 * logits, and softmax is for reading probabilities.
 */
export const softmax = (): Activation<'softmax'> => activation('softmax', (x) => T.softmax(x, { axis: -1 }))
