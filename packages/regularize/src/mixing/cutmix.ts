import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireAxes } from '../checks.ts'
import { between, mixture, type Mixture } from './Mixture.ts'

/** The places of a stretch around a random centre, half as wide as the root of the share of the rest: `[length]`. */
const stretch = (key: Rng.Key, length: number, share: AnyTensor): AnyTensor => {
  const centre = Rng.randint(key, [], { max: length })
  const half = T.cast(T.mul(T.sqrt(T.sub(1, share)), length / 2), 'int32')
  const place: AnyTensor = T.arange(length)
  return T.logicalAnd(T.greaterEqual(place, T.sub(centre, half)), T.less(place, T.add(centre, half)))
}

/** Which places of a picture come from the other example: `[height, width]`. */
const box = (key: Rng.Key, height: number, width: number, alpha: number): AnyTensor => {
  const [shareKey, rowKey, columnKey] = Rng.split(key, 3)
  const share = Rng.beta(shareKey, alpha, alpha, [])
  const rows = T.reshape(stretch(rowKey, height, share), [height, 1])
  return T.logicalAnd(rows, stretch(columnKey, width, share))
}

/**
 * CutMix: a box of each picture is replaced by what another has there, and its target mixed by the areas.
 *
 * `x ← where(box, x[π], x)`, `y ← λ y + (1 - λ) y[π]`, `x` `[batch, channels, height, width]`, `π` a random permutation.
 * One box for the batch: its centre uniform over the picture, its sides `√(1 - λ′)` of the picture's, rounded down to even
 * numbers, for `λ′ ~ Beta(alpha, alpha)`, and cut off at the border; `λ` is the share of places that it leaves.
 *
 * Throws `ValueError` unless alpha is positive and finite, `DTypeError` for labels and other integers, `ShapeError` unless
 * `x` has four axes and `y` as many examples.
 *
 * Source: Yun, Han, Oh, Chun, Choe and Yoo, "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable
 * Features", 2019, equations 1 and 2.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Rng } from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const pictures = T.reshape(T.tensor([0, 1]), [2, 1, 1, 1])
 * const x = T.broadcastTo(pictures, [2, 1, 4, 4])
 * const mixed = R.cutmix(Rng.key(4), x, T.eye(2), { alpha: 1 })
 * const shares = T.mean(mixed.x, { axis: [1, 2, 3] })
 * T.toNested(T.sub(shares, T.squeeze(T.slice(mixed.y, [0, 1], [2, 2]), 1))) // => [0, 0]
 * ```
 */
export const cutmix: Mixture = mixture('cutmix', (key, x, y, alpha) => {
  requireAxes('cutmix', 'x', x, '[batch,channels,height,width]', (rank) => rank === 4)
  const [batch = 0, , height = 0, width = 0] = x.shape
  const [boxKey, orderKey] = Rng.split(key)
  const inside = box(boxKey, height, width, alpha)
  const order = Rng.permutation(orderKey, batch)
  const share = T.sub(1, T.mean(T.cast(inside, 'float64')))
  return { x: T.where(inside, T.take(x, order), x), y: between(y, T.take(y, order), share) }
})
