import { constant } from '@gradus/init'
import * as T from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import { finite } from '../checks.ts'
import type { Channels } from '../convolution/spatial.ts'
import { layer } from '../custom.ts'
import type { LayerType } from '../Layer.ts'
import type { Stage } from '../Stage.ts'

/** What prelu learns: a slope for each channel, or one. */
export type PreluParams<C extends number, Shared extends boolean> = {
  readonly slope: Tensor<Shared extends true ? readonly [] : readonly [C]>
}

const noChannels = { expects: 'at least one feature axis', advice: 'Use { shared: true }.' } as const

type NoChannels<S extends Shape, Shared extends boolean> = Shared extends true
  ? never
  : S extends readonly []
    ? typeof noChannels
    : never

/** The type of `prelu`. */
export interface Prelu<Shared extends boolean> extends LayerType {
  readonly kind: 'prelu'
  readonly output: this['input']
  readonly misfit: NoChannels<this['input'], Shared>
  readonly params: PreluParams<Channels<this['input']>, Shared>
  readonly state: {}
}

/** Where the slopes begin, 0.25 unless said, and whether all channels share one. */
export interface PreluOptions<Shared extends boolean = boolean> {
  readonly negativeSlope?: number | undefined
  readonly shared?: Shared | undefined
}

/** A slope for each channel beside `[batch, channels, ...]`, or one beside all. */
const beside = (slope: Tensor, x: Tensor): Tensor =>
  slope.shape.length === 0 ? slope : T.reshape(slope, [slope.shape[0] ?? 0, ...x.shape.slice(2).map(() => 1)])

/**
 * `f(x) = x` where `x > 0`, else `slope · x`, with a learned slope for each channel, which is the first feature axis, or, with
 * `shared`, one for all.
 *
 * @throws ShapeError (a type error where types can know) where the features have no axis, unless the slope is shared;
 * ValueError for a beginning that is not finite.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([16, 8, 8]), L.prelu())
 * L.init(model, Rng.key(0)).params.prelu_0.slope.shape // => [16]
 * ```
 *
 * Source: He, Zhang, Ren & Sun, Delving deep into rectifiers, 2015, equation 1.
 */
export const prelu = <const Shared extends boolean = false>(
  options: PreluOptions<Shared> = {},
): Stage<Prelu<Shared>> => {
  const { negativeSlope = 0.25 } = options
  const shared: boolean = options.shared ?? false
  finite('prelu', 'negativeSlope', negativeSlope)
  return layer<Prelu<boolean>>({
    kind: 'prelu',
    settings: shared ? { shared } : {},
    misfit: (input) => (shared || input.length > 0 ? undefined : noChannels),
    params: (input) => ({ slope: { shape: shared ? [] : input.slice(0, 1), init: constant(negativeSlope) } }),
    apply: ({ slope }, state, x) => ({
      output: T.where(T.greater(x, 0), x, T.mul(x, beside(slope as Tensor, x))),
      state,
    }),
  }) as unknown as Stage<Prelu<Shared>>
}
