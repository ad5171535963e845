import { ones } from '@gradus/init'
import * as T from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import { positive, positiveInteger } from '../checks.ts'
import { layer } from '../custom.ts'
import type { LayerType } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import { axesFrom } from './channels.ts'
import type { AxesCount, LastAxes, NotLastAxes } from './lastAxes.ts'
import { lastAxes, notLastAxes } from './lastAxes.ts'
import type { LastAxesOptions } from './layerNorm.ts'

/** What rms normalisation learns: the scale of each feature of the last axes. */
export type RmsNormParams<S extends Shape> = { readonly gamma: Tensor<S> }

/** The type of `rmsNorm`. */
export interface RmsNorm<N extends AxesCount> extends LayerType {
  readonly kind: 'rmsNorm'
  readonly output: this['input']
  readonly misfit: NotLastAxes<this['input'], N>
  readonly params: RmsNormParams<LastAxes<this['input'], N>>
  readonly state: {}
}

/**
 * Normalisation by the root of the mean square: `y = gamma x / √(mean(x²) + eps)`, the mean over an example's last `axes`
 * feature axes, `gamma` of the shape of these. It is layer normalisation that leaves the mean where it is.
 *
 * `axes` is as in `layerNorm`. `eps` is 1e-6 if not given. Training and evaluation are the same.
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
 * const model = L.pipe(L.input([4]), L.rmsNorm({ eps: 1e-12 }))
 * const { params, state } = L.init(model, Rng.key(0))
 * T.toNested(L.apply(model, params, state, T.tensor([[3, 3, -3, 3]]), { mode: 'eval' }).output) // => [[1, 1, -1, 1]]
 * ```
 *
 * Source: Zhang & Sennrich, Root mean square layer normalization, 2019, equation 4. Departure: eps, which keeps zeros
 * zeros.
 */
export const rmsNorm = <const N extends AxesCount = undefined>({
  axes,
  eps = 1e-6,
}: LastAxesOptions<N> = {}): Stage<RmsNorm<N>> => {
  positive('rmsNorm', 'eps', eps)
  if (axes !== undefined) positiveInteger('rmsNorm', 'axes', axes)
  const anyRmsNorm = layer<RmsNorm<AxesCount>>({
    kind: 'rmsNorm',
    settings: { ...(axes === undefined ? {} : { axes }), eps },
    misfit: notLastAxes(axes),
    params: (input) => ({ gamma: { shape: lastAxes(input, axes), init: ones } }),
    apply: ({ gamma }, state, x) => {
      const over = { axis: axesFrom(x.shape.length - (axes ?? 1), x), keepDims: true }
      const meanSquare = T.mean(T.square(x), over) as Tensor
      return { output: T.mul(T.mul(x, T.rsqrt(T.add(meanSquare, eps))), gamma), state }
    },
  })
  return anyRmsNorm as unknown as Stage<RmsNorm<N>>
}
