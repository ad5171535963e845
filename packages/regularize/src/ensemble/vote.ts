import * as T from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { requireAxes, requireFloats } from '../checks.ts'
import { type MemberWeights, sharesOf, weighted } from '../Ensemble.ts'

/** What each member is for: 1 at its first largest score, 0 elsewhere. */
const ballots = (outputs: AnyTensor): AnyTensor => {
  const classes = outputs.shape.at(-1) ?? 0
  return T.cast(T.oneHot(T.argMax(outputs, { axis: -1 }) as Tensor<Shape, 'int32'>, classes), outputs.dtype)
}

/**
 * The share of votes of each class: each member votes for the class that it scores highest.
 *
 * `outputs` `[members, ..., classes]`, logits or probabilities; the result `[..., classes]` sums to 1 over the classes. Of
 * classes with one score a member votes for the first. With weights, a member has as many votes as it weighs.
 *
 * Throws `ShapeError` for fewer than two axes and for weights that are not one for each member, `ValueError` for weights
 * that are negative, not finite or all zero, `DTypeError` unless outputs are floats.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const outputs = T.tensor([[2, 1], [5, 0], [0, 1], [3, 2]])
 * T.toNested(R.votes(outputs)) // => [0.75, 0.25]
 * ```
 */
export const votes = <const S extends Shape, D extends FloatDType>(
  outputs: Tensor<readonly [number, ...S], D>,
  options: MemberWeights = {},
): Tensor<Readonly<S>, D> => {
  requireFloats('votes', 'outputs', outputs)
  requireAxes('votes', 'outputs', outputs, '[members,...,classes]', (rank) => rank >= 2)
  const shares = sharesOf('votes', outputs.shape[0], options, outputs.dtype)
  return weighted(ballots(outputs), shares) as unknown as Tensor<Readonly<S>, D>
}

/**
 * The class with most votes: `argmax` of `votes`, as labels; of classes with as many votes, the first.
 *
 * `outputs` `[members, ..., classes]`, the result `[...]`.
 *
 * Throws what `votes` throws.
 *
 * Source: Hansen and Salamon, "Neural Network Ensembles", 1990, on the plurality rule.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const outputs = T.tensor([[[2, 1]], [[0, 1]], [[0, 9]]])
 * T.toNested(R.vote(outputs)) // => [1]
 * T.toNested(R.vote(outputs, { weights: [3, 1, 1] })) // => [0]
 * ```
 */
export const vote = <const S extends Shape, D extends FloatDType>(
  outputs: Tensor<readonly [number, ...S, number], D>,
  options: MemberWeights = {},
): Tensor<Readonly<S>, 'int32'> =>
  T.argMax(votes(outputs as never, options), { axis: -1 }) as unknown as Tensor<Readonly<S>, 'int32'>
