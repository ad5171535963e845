import type { SameShape, Stage } from '@gradus/layers'
import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import type { AnyTensor, Shape } from '@gradus/tensor'
import { requireAxes, requireCount, requireFloats } from '../checks.ts'
import { noise, type Noise, noiseStage } from '../Noise.ts'

/** What cutout says of features that are no picture. */
const picture = {
  expects: 'channels of pictures [channels,height,width]',
  advice: 'Use L.dropout for features that are a vector.',
} as const

type NoPicture<S extends Shape> = number extends S['length']
  ? never
  : S extends readonly [number, number, number]
    ? never
    : typeof picture

/** The type of `cutout`. */
export interface Cutout extends SameShape<'cutout'> {
  readonly misfit: NoPicture<this['input']>
}

/** For each example, which places along an axis a stretch of `size` around a random centre covers: `[batch, length]`. */
const covered = (key: Rng.Key, batch: number, length: number, size: number): AnyTensor => {
  const centre = Rng.randint(key, [batch, 1], { max: length })
  const first = T.sub(centre, Math.floor(size / 2))
  const place: AnyTensor = T.arange(length)
  return T.logicalAnd(T.greaterEqual(place, first), T.less(place, T.add(first, size)))
}

/**
 * Sets a square of each example to zero, in all channels, at a random place.
 *
 * The centre is drawn uniformly from the height and the width, so squares may stick out; `x` is `[batch, channels, height,
 * width]`, `size` the side of the square, which covers the places from `centre - ⌊size / 2⌋` on. What is left is not
 * scaled: the expectation is not kept.
 *
 * Throws `ValueError` unless the size is a whole number of 1 or more, `ShapeError` unless `x` has four axes,
 * `DTypeError` unless it is made of floats.
 *
 * Source: DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017, section 3.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Rng } from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const x = T.ones([1, 1, 3, 4])
 * T.toNested(R.cutSquares(Rng.key(0), x, 2))[0]?.[0] // => [[1, 0, 0, 1], [1, 0, 0, 1], [1, 1, 1, 1]]
 * ```
 */
export const cutSquares: Noise = noise((key, x, size) => {
  requireCount('cutSquares', 'size', size)
  requireAxes('cutSquares', 'x', x, '[batch,channels,height,width]', (rank) => rank === 4)
  requireFloats('cutSquares', 'x', x)
  const [batch = 0, , height = 0, width = 0] = x.shape
  const [rowKey, columnKey] = Rng.split(key)
  const rows = T.reshape(covered(rowKey, batch, height, size), [batch, 1, height, 1])
  const columns = T.reshape(covered(columnKey, batch, width, size), [batch, 1, 1, width])
  return T.where(T.logicalAnd(rows, columns), 0, x)
})

/**
 * The stage of `cutSquares`: in training it sets a square of the activations to zero, in evaluation it is the identity.
 *
 * Throws `ValueError` unless the size is a whole number of 1 or more, `ShapeError` (a type error where types can know) on
 * features other than `[channels, height, width]`.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 * import * as R from '@gradus/regularize'
 *
 * L.pipe(L.input([3, 8, 8]), R.cutout(4)).output // => [3, 8, 8]
 * ```
 */
export const cutout = (size: number): Stage<Cutout> => {
  requireCount('cutout', 'size', size)
  return noiseStage<'cutout', Cutout>(
    'cutout',
    { size },
    (key, x) => cutSquares(key, x, size),
    (input) => (input.length === 3 ? undefined : picture),
  )
}
