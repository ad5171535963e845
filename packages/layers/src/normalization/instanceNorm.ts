import type { Product, Shape } from '@gradus/tensor'
import { sizeOf } from '@gradus/tensor'
import { positive } from '../checks.ts'
import { layer } from '../custom.ts'
import type { LayerType } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import type { ChannelParams } from './channels.ts'
import { axesFrom, perChannel } from './channels.ts'
import type { EpsOption } from './standardize.ts'
import { affineSpecs, scaleChannels, standardize } from './standardize.ts'

const onePlace = {
  expects: 'channels over two or more places [c,...]',
  advice: 'Put it where there are places, or take L.layerNorm().',
} as const

/** `never` where channels have more than one place, or may have, else what to say. */
type OnePlace<S extends Shape> = number extends S['length']
  ? never
  : S extends readonly [number, ...infer Places extends Shape]
    ? [Product<Places>] extends [1]
      ? typeof onePlace
      : never
    : typeof onePlace

/** The type of `instanceNorm`. */
export interface InstanceNorm extends LayerType {
  readonly kind: 'instanceNorm'
  readonly output: this['input']
  readonly misfit: OnePlace<this['input']>
  readonly params: ChannelParams<this['input']>
  readonly state: {}
}

/**
 * Instance normalisation: `y = gamma (x - μ) / √(σ² + eps) + beta`, μ and σ² the mean and the (biased) variance of one
 * channel of one example over its places, `gamma` and `beta` per channel.
 *
 * Channels are the first feature axis, `[c, ...]`; the others are places. `eps` is 1e-5 if not given. Training and
 * evaluation are the same.
 *
 * @throws ShapeError (a type error where types can know) where a channel has one place, whose value is its own mean;
 * ValueError where `eps` is not positive.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([2, 2]), L.instanceNorm({ eps: 1e-12 }))
 * const { params, state } = L.init(model, Rng.key(0))
 * const { output } = L.apply(model, params, state, T.tensor([[[1, 3], [50, 40]]]), { mode: 'eval' })
 * T.toNested(output) // => [[[-1, 1], [1, -1]]]
 * ```
 *
 * Source: Ulyanov, Vedaldi & Lempitsky, Instance normalization: the missing ingredient for fast stylization, 2016,
 * section 2.
 */
export const instanceNorm = ({ eps = 1e-5 }: EpsOption = {}): Stage<InstanceNorm> => {
  positive('instanceNorm', 'eps', eps)
  return layer<InstanceNorm>({
    kind: 'instanceNorm',
    settings: { eps },
    misfit: (input) => (input.length > 0 && sizeOf(input) > (input[0] ?? 0) ? undefined : onePlace),
    params: (input) => affineSpecs(perChannel(input)),
    apply: (params, state, x) => ({
      output: scaleChannels(params, standardize(x, axesFrom(2, x), eps)),
      state,
    }),
  })
}
