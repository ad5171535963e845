import * as T from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { requireAxes, requireFloats } from '../checks.ts'

/** How unsure an ensemble is, and why, in nats; `S` is the shape of a batch. */
export interface Uncertainty<S extends Shape, D extends FloatDType> {
  /** The entropy of the average: all that it does not know. */
  readonly total: Tensor<S, D>
  /** The average of the members' entropies: what more training data would not change. */
  readonly aleatoric: Tensor<S, D>
  /** Their difference, the mutual information of prediction and member: how much the members disagree. */
  readonly epistemic: Tensor<S, D>
}

const entropy = (p: AnyTensor): AnyTensor => {
  const none = T.equal(p, 0)
  return T.neg(T.sum(T.where(none, 0, T.mul(p, T.log(T.where(none, 1, p)))), { axis: -1 }))
}

/**
 * How unsure an ensemble of classifiers is, and how much of that is disagreement between its members.
 *
 * `total = H(mean_m p_m)`, `aleatoric = mean_m H(p_m)`, `epistemic = total - aleatoric`, with `H(p) = -Σ_c p_c ln p_c`.
 * `probabilities` `[members, ..., classes]`, from `predictAll` or `monteCarlo` through a softmax; results `[...]`.
 *
 * Throws `ShapeError` for fewer than two axes, `DTypeError` unless probabilities are floats.
 *
 * Source: Depeweg, Hernández-Lobato, Doshi-Velez and Udluft, "Decomposition of Uncertainty in Bayesian Deep Learning",
 * 2018, section 3; Houlsby, Huszár, Ghahramani and Lengyel, "Bayesian Active Learning", 2011, for the difference.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * // Two members, each sure, of different classes.
 * const { total, aleatoric, epistemic } = R.uncertainty(T.tensor([[1, 0], [0, 1]]))
 * T.item(total).toFixed(3) // => '0.693'
 * T.item(aleatoric) // => 0
 * T.item(epistemic).toFixed(3) // => '0.693'
 * ```
 */
export const uncertainty = <const S extends Shape, D extends FloatDType>(
  probabilities: Tensor<readonly [number, ...S, number], D>,
): Uncertainty<Readonly<S>, D> => {
  requireFloats('uncertainty', 'probabilities', probabilities)
  requireAxes('uncertainty', 'probabilities', probabilities, '[members,...,classes]', (rank) => rank >= 2)
  const p: AnyTensor = probabilities
  const total = entropy(T.mean(p, { axis: 0 }))
  const aleatoric = T.mean(entropy(p), { axis: 0 })
  return { total, aleatoric, epistemic: T.sub(total, aleatoric) } as never
}
