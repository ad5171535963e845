/** Attention of several heads, and the block of transformers. */
import * as T from '@gradus/tensor'
import type { Parameters } from './feedForward.ts'
import { add, dense, div, gelu, layerNorm, type X } from './pieces.ts'

/** `[batch, tokens, features]` as `[batch, heads, tokens, features / heads]`. */
const toHeads = (x: X, heads: number): X =>
  T.permute(T.reshape(x, [x.shape[0]!, x.shape[1]!, heads, -1]), [0, 2, 1, 3])

const fromHeads = (x: X): X => T.reshape(T.permute(x, [0, 2, 1, 3]), [x.shape[0]!, x.shape[2]!, -1])

/** `softmax(q kᵀ / √d) v`, where the mask says which keys a query sees. */
const attend = (heads: number, q: X, k: X, v: X, mask: X): X => {
  const [queries, keys, values] = [toHeads(q, heads), toHeads(k, heads), toHeads(v, heads)]
  const scores = div(T.matmul(queries, T.swapAxes(keys, -1, -2)), Math.sqrt(keys.shape.at(-1)!))
  return fromHeads(T.matmul(T.softmax(T.where(mask, scores, -Infinity) as X), values))
}

/** No token sees later ones. */
const causal = (tokens: number): X => T.tri(tokens, tokens, { dtype: 'bool' })

/** Two heads under a mask; the last token of the second sequence is padding. */
export const attention =
  (tokens: X) =>
  (p: Parameters<'query' | 'key' | 'value' | 'output' | 'bias'>): X => {
    const present: X = T.tensor([[true, true, true, true], [true, true, true, false]]) // prettier-ignore
    const mask: X = T.logicalAnd(causal(4), T.reshape(present, [2, 1, 1, 4]))
    const [q, k, v] = [T.matmul(tokens, p.query), T.matmul(tokens, p.key), T.matmul(tokens, p.value)]
    return dense(attend(2, q, k, v, mask), p.output, p.bias)
  }

type Block = 'inWeight' | 'inBias' | 'outWeight' | 'outBias' | 'weight1' | 'bias1' | 'weight2' | 'bias2'

/** Kernels as PyTorch keeps them: a row for each output. */
const linear = (x: X, weight: X, bias: X): X => dense(x, T.transpose(weight), bias)

/** Normalisation before attention and before two layers, each beside a straight way through. */
export const block =
  (words: X) =>
  (p: Parameters<Block | 'scale1' | 'shift1' | 'scale2' | 'shift2'>): X => {
    const mixed = linear(layerNorm(words, p.scale1, p.shift1), p.inWeight, p.inBias)
    const [q, k, v] = T.split(mixed, 3, { axis: -1 }) as unknown as readonly [X, X, X]
    const h = add(words, linear(attend(2, q, k, v, causal(3)), p.outWeight, p.outBias))
    const hidden = gelu(linear(layerNorm(h, p.scale2, p.shift2), p.weight1, p.bias1))
    return add(h, linear(hidden, p.weight2, p.bias2))
  }
