import * as T from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { requireAxes, requireFloats } from '../checks.ts'
import { type MemberWeights, sharesOf, weighted } from '../Ensemble.ts'

/**
 * The average of what the members say: of numbers, probabilities or logits.
 *
 * `y = Σ_m w_m y_m / Σ_m w_m`, `outputs` `[members, ...]`, as `predictAll` gives them. Averaging probabilities gives
 * probabilities; averaging logits gives those of the geometric mean.
 *
 * Throws `ShapeError` for a scalar and for weights that are not one for each member, `ValueError` for weights that are
 * negative, not finite or all zero, `DTypeError` unless outputs are floats.
 *
 * Source: Hansen and Salamon, "Neural Network Ensembles", 1990; Breiman, "Bagging Predictors", 1996.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const outputs = T.tensor([[0.5, 0.5], [1, 0]])
 * T.toNested(R.average(outputs)) // => [0.75, 0.25]
 * T.toNested(R.average(outputs, { weights: [3, 1] })) // => [0.625, 0.375]
 * ```
 */
export const average = <const S extends Shape, D extends FloatDType>(
  outputs: Tensor<readonly [number, ...S], D>,
  options: MemberWeights = {},
): Tensor<Readonly<S>, D> => {
  requireFloats('average', 'outputs', outputs)
  requireAxes('average', 'outputs', outputs, '[members,...]', (rank) => rank >= 1)
  const mean =
    options.weights === undefined
      ? T.mean(outputs as AnyTensor, { axis: 0 })
      : weighted(outputs, sharesOf('average', outputs.shape[0], options, outputs.dtype))
  return mean as unknown as Tensor<Readonly<S>, D>
}
