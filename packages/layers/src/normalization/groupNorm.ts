import * as T from '@gradus/tensor'
import type { Divide, Multiply, Product, Shape, Tensor } from '@gradus/tensor'
import { positive, positiveInteger } from '../checks.ts'
import { layer } from '../custom.ts'
import type { LayerType, Misfit } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import type { ChannelParams } from './channels.ts'
import { perChannel } from './channels.ts'
import type { EpsOption } from './standardize.ts'
import { affineSpecs, scaleChannels, standardize } from './standardize.ts'

interface Unequal<G extends number> {
  readonly expects: `channels [c,...] in ${G} equal groups`
  readonly advice: 'Take a number of groups that divides them.'
}

interface Single<G extends number> {
  readonly expects: `two or more values in each of ${G} groups`
  readonly advice: 'Take fewer groups.'
}

/** `never` where groups divide channels and hold more than one value, or may, else what to say. */
type NotGrouped<S extends Shape, G extends number> = number extends S['length'] | S[0] | G
  ? never
  : S extends readonly [infer C extends number, ...Shape]
    ? Multiply<Divide<C, G>, G> extends C
      ? Product<S> extends G
        ? Single<G>
        : never
      : Unequal<G>
    : Unequal<G>

const notGrouped =
  (groups: number) =>
  (input: Shape): Misfit | undefined => {
    const [c = 0] = input
    if (c === 0 || c % groups !== 0)
      return {
        expects: `channels [c,...] in ${groups} equal groups`,
        advice: 'Take a number of groups that divides them.',
      }
    if (T.sizeOf(input) === groups)
      return { expects: `two or more values in each of ${groups} groups`, advice: 'Take fewer groups.' }
    return undefined
  }

/** The type of `groupNorm`. */
export interface GroupNorm<G extends number> extends LayerType {
  readonly kind: 'groupNorm'
  readonly output: this['input']
  readonly misfit: NotGrouped<this['input'], G>
  readonly params: ChannelParams<this['input']>
  readonly state: {}
}

/**
 * Group normalisation: `y = gamma (x - μ) / √(σ² + eps) + beta`, μ and σ² the mean and the (biased) variance of an example
 * over a group of neighbouring channels and all their places, `gamma` and `beta` per channel.
 *
 * Channels are the first feature axis, `[c, ...]`; the others are places. One group is layer normalisation with a scale
 * per channel, a group for each channel is instance normalisation. `eps` is 1e-5 if not given. Training and evaluation
 * are the same.
 *
 * @throws ShapeError (a type error where types can know) where the groups do not divide the channels, or a group would
 * hold one value, which is its own mean; ValueError where `groups` is not a positive integer or `eps` not positive.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([4]), L.groupNorm(2, { eps: 1e-12 }))
 * const { params, state } = L.init(model, Rng.key(0))
 * const { output } = L.apply(model, params, state, T.tensor([[1, 3, 50, 40]]), { mode: 'eval' })
 * T.toNested(output) // => [[-1, 1, 1, -1]]
 * ```
 *
 * Source: Wu & He, Group normalization, 2018, equations 1, 2, 6 and 7.
 */
export const groupNorm = <const G extends number>(
  groups: G,
  { eps = 1e-5 }: EpsOption = {},
): Stage<GroupNorm<G>> => {
  positiveInteger('groupNorm', 'groups', groups)
  positive('groupNorm', 'eps', eps)
  const anyGroupNorm = layer<GroupNorm<number>>({
    kind: 'groupNorm',
    settings: { groups, eps },
    misfit: notGrouped(groups),
    params: (input) => affineSpecs(perChannel(input)),
    apply: (params, state, x) => {
      const [batch = 0, ...features] = x.shape
      const grouped = T.reshape(x, [batch, groups, T.sizeOf(features) / groups]) as Tensor
      const normal = T.reshape(standardize(grouped, [2], eps), x.shape) as Tensor
      return { output: scaleChannels(params, normal), state }
    },
  })
  return anyGroupNorm as unknown as Stage<GroupNorm<G>>
}
