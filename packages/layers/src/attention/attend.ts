import { glorotUniform, zeros } from '@gradus/init'
import type { Initializer } from '@gradus/init'
import * as T from '@gradus/tensor'
import { ShapeError } from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import { affine } from '../affine.ts'
import type { DenseParams } from '../dense.ts'
import { grouped } from '../parts.ts'
import { showShape } from '../shapes.ts'
import type { RotaryOptions } from './rotary.ts'
import { rotary } from './rotary.ts'
import type { AttentionOptions } from './scaledDotProductAttention.ts'
import { scaledDotProductAttention } from './scaledDotProductAttention.ts'

/** The four linear maps of attention: of queries, of keys and values from the context, and of what the heads give. */
export type AttentionParams<
  Width extends number,
  Context extends number = Width,
  Bias extends boolean = true,
> = {
  readonly query: DenseParams<Width, Width, Bias>
  readonly key: DenseParams<Context, Width, Bias>
  readonly value: DenseParams<Context, Width, Bias>
  readonly output: DenseParams<Width, Width, Bias>
}

/** How attention of several heads looks. */
export interface AttendOptions extends Omit<AttentionOptions, 'scale'> {
  /** How many heads look, each with its share of the features. */
  readonly heads: number
  /** Which steps of the context are real, `[batch, keys]`. */
  readonly real?: Tensor<Shape, 'bool'> | undefined
  /** Turns queries and keys by their places in time. */
  readonly rotary?: RotaryOptions | boolean | undefined
}

type AnyParams = AttentionParams<number, number, boolean>

/** `[batch, time, features]` to `[batch, heads, time, features / heads]`. */
const toHeads = (x: Tensor, heads: number): Tensor => {
  const [batch = 0, time = 0, width = 0] = x.shape
  return T.swapAxes(T.reshape(x, [batch, time, heads, width / heads]), 1, 2)
}

const fromHeads = (x: Tensor): Tensor => {
  const [batch = 0, heads = 0, time = 0, share = 0] = x.shape
  return T.reshape(T.swapAxes(x, 1, 2), [batch, time, heads * share])
}

/** Every head and every query looks at the same real steps. */
const everyHead = (real: AnyTensor): AnyTensor =>
  T.reshape(real, [real.shape[0] ?? 0, 1, 1, real.shape[1] ?? 0])

const joint = (mask: AnyTensor | undefined, real: AnyTensor | undefined): AnyTensor | undefined => {
  if (real === undefined) return mask
  return mask === undefined ? everyHead(real) : (T.logicalAnd(mask, everyHead(real)) as AnyTensor)
}

const turned = (x: Tensor, by: RotaryOptions | boolean | undefined): Tensor =>
  by === undefined || by === false ? x : rotary(x, by === true ? {} : by)

const checkInputs = (queries: Shape, context: Shape, { heads }: AttendOptions): void => {
  const odd = [queries, context].find(({ length }) => length !== 3)
  if (odd !== undefined) throw new ShapeError('attend', `takes [batch,time,features], got ${showShape(odd)}.`)
  if ((queries[2] ?? 0) % heads !== 0)
    throw new ShapeError(
      'attend',
      `${heads} heads do not divide ${queries[2]} features, the queries are ${showShape(queries)}. Choose heads that divide ${queries[2]}.`,
    )
}

/**
 * Attention of several heads, from one sequence to another: `x` looks at `context`; given `x` twice it is
 * self-attention.
 *
 * `headₕ = attention(x W_Q, c W_K, c W_V)` on the h-th share of the features, and the heads side by side through `W_O`.
 * `x` is `[batch, time, features]`, `context` is `[batch, keys, features of the context]`, the result is as `x`.
 *
 * @throws ShapeError where `x` or `context` is no batch of sequences, or the heads do not divide the features.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([7, 8]), L.multiHeadAttention(2))
 * const { params } = L.init(model, Rng.key(0))
 * const [x, context] = [T.ones([3, 5, 8]), T.ones([3, 7, 8])]
 * L.attend(params.multiHeadAttention_0, x, context, { heads: 2 }).shape // => [3, 5, 8]
 * ```
 *
 * Source: Vaswani et al., Attention is all you need, 2017, section 3.2.2.
 */
export const attend = <
  Batch extends number,
  Time extends number,
  Keys extends number,
  Width extends number,
  Context extends number,
>(
  params: AttentionParams<Width, Context, boolean>,
  x: Tensor<readonly [Batch, Time, Width]>,
  context: Tensor<readonly [Batch, Keys, Context]>,
  options: AttendOptions,
): Tensor<readonly [Batch, Time, Width]> => {
  const { query, key, value, output } = params as AnyParams
  checkInputs(x.shape, context.shape, options)
  const heads = (y: Tensor): Tensor => toHeads(y, options.heads)
  const seen = scaledDotProductAttention(
    turned(heads(affine(query, x)), options.rotary),
    turned(heads(affine(key, context)), options.rotary),
    heads(affine(value, context)),
    { ...options, mask: joint(options.mask, options.real) as Tensor<Shape, 'bool'> | undefined },
  )
  return affine(output, fromHeads(seen)) as AnyTensor as Tensor<readonly [Batch, Time, Width]>
}

/** How the linear maps of attention begin. */
export interface AttentionInit {
  /** How kernels begin; Glorot uniform if not said. */
  readonly init?: Initializer | undefined
  /** Have the linear maps biases? They have, if not said. */
  readonly bias?: boolean | undefined
}

/** The specs of attention from features of one width to a context of another. */
export const attentionSpecs = (
  width: number,
  context: number,
  { init = glorotUniform, bias = true }: AttentionInit,
) => {
  const from = (features: number) => ({
    kernel: { shape: [features, width], init },
    ...(bias ? { bias: { shape: [width], init: zeros } } : {}),
  })
  return grouped({ query: from(width), key: from(context), value: from(context), output: from(width) })
}
