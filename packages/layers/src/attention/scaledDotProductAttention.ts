import * as T from '@gradus/tensor'
import type { AnyTensor, Fits, Of, Promote, Rng, Shape, Tensor } from '@gradus/tensor'
import { dropout } from '../dropout.ts'
import type { AttentionShape } from './attentionShape.ts'
import { checkAttention } from './attentionShape.ts'

/** Which weights training sets to zero, and the key that it draws them by. */
export interface WeightDropout {
  readonly rate: number
  readonly key: Rng.Key
}

/** Which keys a query may look at, and what becomes of the weights. */
export interface AttentionOptions {
  /** `[..., rows, keys]`, or what broadcasts to it: true where a query may look. */
  readonly mask?: Tensor<Shape, 'bool'> | undefined
  /** Does a query see no key behind its own place? Row `i` looks at keys `0 … i`. */
  readonly causal?: boolean | undefined
  /** What scores are multiplied by; `1 / √features` if not said. */
  readonly scale?: number | undefined
  readonly dropout?: WeightDropout | undefined
}

/** Far below every score, yet a number, so that a row that sees nothing has weights and not NaN. */
const unseen = -1e30

/** Where queries may look, of the mask and of causality; undefined for everywhere. */
const seenOf = (scores: AnyTensor, { mask, causal = false }: AttentionOptions): AnyTensor | undefined => {
  if (!causal) return mask
  const past = T.tri(scores.shape.at(-2) ?? 0, scores.shape.at(-1) ?? 0, { dtype: 'bool' }) as AnyTensor
  return mask === undefined ? past : (T.logicalAnd(past, mask as AnyTensor) as AnyTensor)
}

const weigh = (scores: Tensor, seen: AnyTensor | undefined): Tensor => {
  if (seen === undefined) return T.softmax(scores)
  const weights = T.softmax(T.where(seen, scores, unseen) as AnyTensor as Tensor)
  return T.where(seen, weights, 0) as AnyTensor as Tensor
}

const dropped = (weights: Tensor, by: WeightDropout | undefined): Tensor =>
  by === undefined
    ? weights
    : dropout(by.rate).layer.apply({}, {}, weights, { mode: 'train', key: by.key }).output

/**
 * Attention: for each query an average of the values, weighed by how well their keys fit it.
 *
 * ```text
 * softmax(Q Kᵀ / √d) V
 * ```
 *
 * `Q` = `query` is `[..., rows, d]`, `K` = `key` `[..., keys, d]`, `V` = `value` `[..., keys, features]`; other axes are
 * batches and broadcast. A query that may look at no key gets zeros.
 *
 * @throws ShapeError (a type error where types can know) where queries and keys differ in features, or keys and values in
 * number; ValueError where the rate of dropout is not in [0, 1).
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const x = T.tensor([[1, 0], [0, 1], [4, 4]])
 * const seen = L.scaledDotProductAttention(T.zeros([3, 2]), x, x, { causal: true })
 * T.toNested(T.round(T.mul(seen, 6))) // => [[6, 0], [3, 3], [10, 10]]
 * ```
 *
 * Source: Vaswani et al., Attention is all you need, 2017, equation 1.
 */
export const scaledDotProductAttention = <Q extends AnyTensor, K extends AnyTensor, V extends AnyTensor>(
  query: Q,
  key: K,
  value: V & Fits<AttentionShape<Q['shape'], K['shape'], V['shape']>>,
  options: AttentionOptions = {},
): Of<AttentionShape<Q['shape'], K['shape'], V['shape']>, Promote<Q, V>> => {
  checkAttention(query.shape, key.shape, value.shape)
  const { scale = 1 / Math.sqrt(query.shape.at(-1) ?? 1) } = options
  const products = T.matmul(query, T.swapAxes(key as AnyTensor, -2, -1) as never) as AnyTensor as Tensor
  const scores: Tensor = T.mul(products, scale)
  const weights = dropped(weigh(scores, seenOf(scores, options)), options.dropout)
  return T.matmul(weights as AnyTensor, value as never) as never
}
