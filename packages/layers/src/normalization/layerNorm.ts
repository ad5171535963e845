import * as T from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import { positive, positiveInteger } from '../checks.ts'
import { layer } from '../custom.ts'
import type { LayerType } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import { axesFrom } from './channels.ts'
import type { AxesCount, LastAxes, NotLastAxes } from './lastAxes.ts'
import { lastAxes, notLastAxes } from './lastAxes.ts'
import type { EpsOption } from './standardize.ts'
import { affineSpecs, standardize } from './standardize.ts'

/** What layer normalisation learns: the scale and the offset of each feature of the last axes. */
export type LayerNormParams<S extends Shape> = { readonly gamma: Tensor<S>; readonly beta: Tensor<S> }

/** The type of `layerNorm`. */
export interface LayerNorm<N extends AxesCount> extends LayerType {
  readonly kind: 'layerNorm'
  readonly output: this['input']
  readonly misfit: NotLastAxes<this['input'], N>
  readonly params: LayerNormParams<LastAxes<this['input'], N>>
  readonly state: {}
}

/** Which axes are normalised together, and what keeps the division away from zero. */
export interface LastAxesOptions<N extends AxesCount = AxesCount> extends EpsOption {
  readonly axes?: N
}

/**
 * Layer normalisation: `y = gamma (x - μ) / √(σ² + eps) + beta`, μ and σ² the mean and the (biased) variance of an example
 * over its last `axes` feature axes, `gamma` and `beta` of the shape of these.
 *
 * Of features `[n]` the one axis is taken, of a sequence `[time, n]` the last; of features with more axes `axes` must be
 * said: 3 takes an image `[c, height, width]` as a whole. `eps` is 1e-5 if not given. Training and evaluation are the
 * same.
 *
 * @throws ShapeError (a type error where types can know) where the features have fewer axes, or three and more with
 * `axes` not said; ValueError where `axes` is not a positive integer or `eps` not positive.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([2]), L.layerNorm({ eps: 1e-12 }))
 * const { params, state } = L.init(model, Rng.key(0))
 * T.toNested(L.apply(model, params, state, T.tensor([[5, 9], [1, 0]]), { mode: 'eval' }).output) // => [[-1, 1], [1, -1]]
 * ```
 *
 * Source: Ba, Kiros & Hinton, Layer normalization, 2016, equation 3, with gain and bias.
 */
export const layerNorm = <const N extends AxesCount = undefined>({
  axes,
  eps = 1e-5,
}: LastAxesOptions<N> = {}): Stage<LayerNorm<N>> => {
  positive('layerNorm', 'eps', eps)
  if (axes !== undefined) positiveInteger('layerNorm', 'axes', axes)
  const anyLayerNorm = layer<LayerNorm<AxesCount>>({
    kind: 'layerNorm',
    settings: { ...(axes === undefined ? {} : { axes }), eps },
    misfit: notLastAxes(axes),
    params: (input) => affineSpecs(lastAxes(input, axes)),
    apply: ({ gamma, beta }, state, x) => {
      const normal = standardize(x, axesFrom(x.shape.length - (axes ?? 1), x), eps)
      return { output: T.add(T.mul(normal, gamma), beta), state }
    },
  })
  return anyLayerNorm as unknown as Stage<LayerNorm<N>>
}
