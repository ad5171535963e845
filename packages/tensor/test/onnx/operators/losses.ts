/** Losses over classes. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { never, operator, type Operator } from '../operator.ts'
import { asPositions } from '../values.ts'

const attributes = { ignore_index: undefined as number | undefined, reduction: 'mean' }

/** `-weight · x[label]` at each place, then all, their sum, or their mean by weight. */
const likelihood = (
  x: AnyTensor,
  target: AnyTensor,
  weight: AnyTensor | undefined,
  { ignore_index, reduction }: typeof attributes,
): AnyTensor => {
  const ignored = ignore_index === undefined ? T.less(target, -Infinity) : T.equal(target, ignore_index)
  const labels = T.where(ignored, T.zerosLike(target) as AnyTensor, target)
  const classWeights = weight ?? (T.ones([x.shape[1]!], { dtype: x.dtype }) as AnyTensor)
  const weights = T.where(ignored, 0, T.take(classWeights, asPositions(labels)) as AnyTensor)
  const picked = T.takeAlong(x, asPositions(T.expandDims(labels, 1)), { axis: 1 })
  const losses = T.neg(T.mul(T.squeeze(picked as AnyTensor, 1), weights))
  if (reduction === 'none') return losses
  if (reduction === 'sum') return T.sum(losses)
  if (reduction === 'mean') return T.div(T.sum(losses), T.sum(weights))
  throw never(`reduction ${reduction}`)
}

export const losses: Readonly<Record<string, Operator>> = {
  NegativeLogLikelihoodLoss: operator({ inputs: 2, optional: 1, attributes }, ([x, target, weight], a) =>
    likelihood(x, target, weight, a),
  ),
  SoftmaxCrossEntropyLoss: operator({ inputs: 2, optional: 1, attributes }, ([x, target, weight], a) => {
    const logProbabilities = T.logSoftmax(x, { axis: 1 })
    return [likelihood(logProbabilities, target, weight, a), logProbabilities]
  }),
}
