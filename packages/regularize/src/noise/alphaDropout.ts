import type { SameShape, Stage } from '@gradus/layers'
import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import { requireFloats, requireRate } from '../checks.ts'
import { noise, type Noise, noiseStage } from '../Noise.ts'

/** What SELU goes to for large negative inputs: `-λ · α`. */
const lowest = -1.0507009873554805 * 1.6732632423543772

/** The line that brings mean and variance back to 0 and 1. */
const correction = (rate: number): { readonly scale: number; readonly shift: number } => {
  const keep = 1 - rate
  const scale = 1 / Math.sqrt(keep * (1 + rate * lowest ** 2))
  return { scale, shift: -scale * rate * lowest }
}

/**
 * Dropout for SELU networks: dropped values become SELU's lowest one, and a line keeps mean 0 and variance 1.
 *
 * `y = a · (x · m + α′ · (1 - m)) + b` with `m ~ Bernoulli(1 - rate)` for each value, `α′ = -λα = -1.7581`, `a = 1 / √(q + α′²
 * q (1 - q))` for `q = 1 - rate`, `b = -a · (1 - q) · α′`. It is mean and variance that are kept, of inputs of mean 0 and
 * variance 1, not the expectation of each value.
 *
 * Throws `ValueError` for a rate outside [0, 1), `DTypeError` unless `x` is made of floats.
 *
 * Source: Klambauer, Unterthiner, Mayr and Hochreiter, "Self-Normalizing Neural Networks", 2017, the section on alpha
 * dropout; the constants are those of PyTorch's `alpha_dropout`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Rng } from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const y = R.dropAlpha(Rng.key(0), Rng.normal(Rng.key(1), [10_000]), 0.3)
 * T.item(T.std(y)).toFixed(1) // => '1.0'
 * ```
 */
export const dropAlpha: Noise = noise((key, x, rate) => {
  requireRate('dropAlpha', 'rate', rate)
  requireFloats('dropAlpha', 'x', x)
  if (rate === 0) return x
  const { scale, shift } = correction(rate)
  const kept = T.where(Rng.bernoulli(key, 1 - rate, x.shape), x, lowest)
  return T.add(T.mul(kept, scale), shift)
})

/**
 * The stage of `dropAlpha`: in training alpha dropout, in evaluation the identity. Put it behind `selu`.
 *
 * Throws `ValueError` for a rate outside [0, 1).
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 * import * as R from '@gradus/regularize'
 *
 * L.pipe(L.input([64]), L.dense(32), R.alphaDropout(0.1)).output // => [32]
 * ```
 */
export const alphaDropout = (rate: number): Stage<SameShape<'alphaDropout'>> => {
  requireRate('alphaDropout', 'rate', rate)
  return noiseStage('alphaDropout', { rate }, (key, x) => dropAlpha(key, x, rate))
}
