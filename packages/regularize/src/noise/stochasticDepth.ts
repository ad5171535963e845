import type { SameShape, Stage } from '@gradus/layers'
import { requireAxes, requireRate } from '../checks.ts'
import { dropAcross, noise, type Noise, noiseStage } from '../Noise.ts'

/**
 * Drops whole examples: what a branch of a residual network gives, so that only the shortcut is left of it.
 *
 * `y = x · m / (1 - rate)`, `x` `[batch, ...features]`, `m ~ Bernoulli(1 - rate)` for each example.
 *
 * Throws `ValueError` for a rate outside [0, 1), `ShapeError` for a scalar, `DTypeError` unless `x` is made of floats.
 *
 * Source: Huang, Sun, Liu, Sedra and Weinberger, "Deep Networks with Stochastic Depth", 2016, equation 2. Departures, as
 * in PyTorch's `stochastic_depth` with `mode="row"`: a draw for each example, where theirs is one for the batch, and the
 * division in training, where they multiply in evaluation.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Rng } from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * T.toNested(R.dropPaths(Rng.key(1), T.ones([3, 2]), 0.5)) // => [[2, 2], [0, 0], [2, 2]]
 * ```
 */
export const dropPaths: Noise = noise((key, x, rate) => {
  requireAxes('dropPaths', 'x', x, '[batch,...features]', (rank) => rank >= 1)
  const shape = x.shape.map((d, axis) => (axis === 0 ? d : 1))
  return dropAcross('dropPaths', key, x, rate, shape)
})

/**
 * Stochastic depth: the last stage of a residual network's branch. In training it drops the branch for some examples, in
 * evaluation it is the identity.
 *
 * Deeper branches are usually dropped more often: the `l`-th of `n` at the rate `l / n · last`.
 *
 * Throws `ValueError` for a rate outside [0, 1).
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 * import * as R from '@gradus/regularize'
 *
 * const branch = [L.dense(64), L.relu(), R.stochasticDepth(0.2)] as const
 * L.pipe(L.input([64]), L.residual(...branch), L.dense(10)).output // => [10]
 * ```
 */
export const stochasticDepth = (rate: number): Stage<SameShape<'stochasticDepth'>> => {
  requireRate('stochasticDepth', 'rate', rate)
  return noiseStage('stochasticDepth', { rate }, (key, x) => dropPaths(key, x, rate))
}
