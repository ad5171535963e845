import type { SameShape, Stage } from '@gradus/layers'
import type { Shape } from '@gradus/tensor'
import { requireAxes, requireRate } from '../checks.ts'
import { dropAcross, noise, type Noise, noiseStage } from '../Noise.ts'

/** What spatial dropout says of features without space. */
const space = {
  expects: 'channels and space [channels,...space]',
  advice: 'Use L.dropout for features that are a vector.',
} as const

type NoSpace<S extends Shape> = number extends S['length']
  ? never
  : S extends readonly [number, number, ...Shape]
    ? never
    : typeof space

/** The type of `spatialDropout`. */
export interface SpatialDropout extends SameShape<'spatialDropout'> {
  readonly misfit: NoSpace<this['input']>
}

/**
 * Dropout of whole channels: neighbours in space say much the same, so dropping single values would hide nothing.
 *
 * `y = x · m / (1 - rate)`, `x` `[batch, channels, ...space]`, `m ~ Bernoulli(1 - rate)` for each channel of each
 * example.
 *
 * Throws `ValueError` for a rate outside [0, 1), `ShapeError` unless `x` has an axis of space, `DTypeError` unless it is
 * made of floats.
 *
 * Source: Tompson, Goroshin, Jain, LeCun and Bregler, "Efficient Object Localization Using Convolutional Networks", 2015,
 * section 3.2.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Rng } from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const x = T.ones([1, 3, 2])
 * T.toNested(R.dropChannels(Rng.key(0), x, 0.5)) // => [[[0, 0], [0, 0], [2, 2]]]
 * ```
 */
export const dropChannels: Noise = noise((key, x, rate) => {
  requireAxes('dropChannels', 'x', x, '[batch,channels,...space]', (rank) => rank >= 3)
  const shape = x.shape.map((d, axis) => (axis < 2 ? d : 1))
  return dropAcross('dropChannels', key, x, rate, shape)
})

/**
 * The stage of `dropChannels`: in training it drops whole channels of features `[channels, ...space]`, in evaluation it
 * is the identity.
 *
 * Throws `ValueError` for a rate outside [0, 1), `ShapeError` (a type error where types can know) on features without
 * space.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 * import * as R from '@gradus/regularize'
 *
 * L.pipe(L.input([3, 8, 8]), R.spatialDropout(0.2)).output // => [3, 8, 8]
 * ```
 */
export const spatialDropout = (rate: number): Stage<SpatialDropout> => {
  requireRate('spatialDropout', 'rate', rate)
  return noiseStage<'spatialDropout', SpatialDropout>(
    'spatialDropout',
    { rate },
    (key, x) => dropChannels(key, x, rate),
    (input) => (input.length >= 2 ? undefined : space),
  )
}
