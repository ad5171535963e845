import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import { requireAxes } from '../checks.ts'
import { between, mixture, type Mixture } from './Mixture.ts'

/**
 * Mixup: each example becomes a weighted mean of itself and another, and its target the same mean of theirs.
 *
 * `x ← λ x + (1 - λ) x[π]`, `y ← λ y + (1 - λ) y[π]`, with `λ ~ Beta(alpha, alpha)`, one for the batch, and `π` a random
 * permutation of it. Targets are distributions over classes or numbers.
 *
 * Throws `ValueError` unless alpha is positive and finite, `DTypeError` for labels and other integers, `ShapeError` where
 * `x` and `y` differ in the number of examples.
 *
 * Source: Zhang, Cisse, Dauphin and Lopez-Paz, "mixup: Beyond Empirical Risk Minimization", 2018, section 2.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Rng } from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const { x, y } = R.mixup(Rng.key(4), T.tensor([[0], [1]]), T.eye(2), { alpha: 1 })
 * T.toNested(x).map(([value]) => value?.toFixed(2)) // => ['0.32', '0.68']
 * T.toNested(y).map(([, one]) => one?.toFixed(2)) // => ['0.32', '0.68']
 * ```
 */
export const mixup: Mixture = mixture('mixup', (key, x, y, alpha) => {
  requireAxes('mixup', 'x', x, '[batch,...features]', (rank) => rank >= 1)
  const [shareKey, orderKey] = Rng.split(key)
  const share = Rng.beta(shareKey, alpha, alpha, [])
  const order = Rng.permutation(orderKey, x.shape[0] ?? 0)
  return { x: between(x, T.take(x, order), share), y: between(y, T.take(y, order), share) }
})
