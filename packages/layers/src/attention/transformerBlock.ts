/**
 * What encoder and decoder blocks have in common: parts with a residual connection and a normalisation around each.
 *
 * @module
 */
import type { Initializer } from '@gradus/init'
import type { AnyTensor, Multiply, Shape, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { relu } from '../activations/index.ts'
import type { At, LayerType, Mode, SameShape, Settings } from '../Layer.ts'
import { layerNorm } from '../normalization/layerNorm.ts'
import type { LayerNorm } from '../normalization/layerNorm.ts'
import { positiveInteger } from '../checks.ts'
import type { WidthOf } from '../recurrent/sequenceShape.ts'
import type { Stage } from '../Stage.ts'
import type { AttentionParams } from './attend.ts'
import { attend, attentionSpecs } from './attend.ts'
import type { FeedForwardParams } from './feedForward.ts'
import { checkActivation, feed, feedForwardSpecs } from './feedForward.ts'
import type { SelfAttentionOptions } from './multiHeadAttention.ts'
import { checkSelfAttention, headSettings, lookingAt } from './multiHeadAttention.ts'
import type { Part } from '../parts.ts'
import { dropAt, grouped, modeAt, paramsOf, run } from '../parts.ts'

/** How many features the feed-forward network has inside: four times as many if not said. */
export type HiddenOf<Hidden extends number | undefined, Width extends number> = Hidden extends number
  ? Hidden
  : Multiply<4, Width>

/** The parameters of self-attention and a feed-forward network, and of the normalisation of each. */
export type BlockParams<
  S extends Shape,
  Hidden extends number | undefined = undefined,
  Activation extends LayerType = SameShape,
  Norm extends LayerType = LayerNorm<undefined>,
> = {
  readonly attention: AttentionParams<WidthOf<S>>
  readonly attentionNorm: At<Norm, S>['params']
  readonly feedForward: FeedForwardParams<WidthOf<S>, HiddenOf<Hidden, WidthOf<S>>, Activation>
  readonly feedForwardNorm: At<Norm, S>['params']
}

/** How a transformer's block looks, and what it is made of. */
export interface BlockOptions<
  Hidden extends number | undefined,
  Activation extends LayerType,
  Norm extends LayerType,
> extends SelfAttentionOptions {
  /** How many features the feed-forward network has inside; four times as many as outside if not said. */
  readonly hidden?: Hidden | undefined
  /** What stands between its linear maps: a stage without parameters; `L.relu()` if not said. */
  readonly activation?: Stage<Activation> | undefined
  /** What normalises: a stage that keeps shapes; `L.layerNorm()` if not said. */
  readonly normalization?: Stage<Norm> | undefined
  /** Is each part given normalised features (pre-norm), or is its sum normalised (post-norm)? The first, if not said. */
  readonly normFirst?: boolean | undefined
  /** The share of weights, of hidden values and of what each part gives that training sets to zero; 0 if not said. */
  readonly dropout?: number | undefined
  /** How kernels begin; Glorot uniform if not said. */
  readonly init?: Initializer | undefined
}

/** The options, of whatever parts. */
export type AnyBlockOptions = Omit<
  BlockOptions<number | undefined, LayerType, LayerType>,
  'activation' | 'normalization'
> & { readonly activation?: Part | undefined; readonly normalization?: Part | undefined }

/** A block's choices. */
export interface Block {
  readonly heads: number
  readonly hidden: number | undefined
  readonly activation: Part
  readonly norm: Part
  readonly normFirst: boolean
  readonly rate: number
  readonly options: AnyBlockOptions
}

/** A block's choices, checked. */
export const blockOf = (kind: string, heads: number, options: AnyBlockOptions): Block => {
  const { hidden, activation = relu(), normalization = layerNorm() } = options
  checkSelfAttention(kind, heads, options)
  checkActivation(kind, activation)
  if (hidden !== undefined) positiveInteger(kind, 'hidden', hidden)
  const { normFirst = true, dropout: rate = 0 } = options
  return { heads, hidden, activation, norm: normalization, normFirst, rate, options }
}

/** What `summary` shows. */
export const blockSettings = ({ heads, hidden, normFirst, options }: Block): Settings => ({
  ...headSettings(heads, options),
  ...(hidden === undefined ? {} : { hidden }),
  ...(normFirst ? {} : { normFirst }),
})

/** The specs of a block on sequences of this shape. */
export const blockSpecs = ({ hidden, activation, norm, options }: Block, input: Shape) => {
  const [, width = 0] = input
  const { init } = options
  return grouped({
    attention: attentionSpecs(width, width, { init }),
    attentionNorm: paramsOf(norm, input),
    feedForward: feedForwardSpecs(width, hidden ?? 4 * width, { activation, init }),
    feedForwardNorm: paramsOf(norm, input),
  })
}

type Sequence = Tensor<readonly [number, number, number]>
const sequence = (x: Tensor): Sequence => x as AnyTensor as Sequence

/** `x + f(norm(x))`, or `norm(x + f(x))`; what `f` gives is dropped in part, as the n-th part that draws. */
export const residual = (
  { norm, normFirst, rate }: Block,
  params: object,
  x: Tensor,
  mode: Mode,
  n: number,
  f: (x: Tensor) => Tensor,
): Tensor => {
  const added = (y: Tensor): Tensor => T.add(x, dropAt(rate, f(y), mode, n))
  return normFirst ? added(run(norm, params, x, mode)) : run(norm, params, added(x), mode)
}

type AnyBlockParams = BlockParams<Shape, number>

/** The block's first part: the sequence looks at itself. */
export const lookAtItself = (
  block: Block,
  params: Pick<AnyBlockParams, 'attention' | 'attentionNorm'>,
  x: Tensor,
  real: AnyTensor | undefined,
  mode: Mode,
): Tensor =>
  residual(block, params.attentionNorm, x, mode, 1, (y) => {
    const looking = lookingAt(block.heads, block.options, real, modeAt(mode, 0))
    return attend(params.attention, sequence(y), sequence(y), looking) as AnyTensor as Tensor
  })

/** The block's last part: every step by itself. */
export const think = (
  block: Block,
  params: Pick<AnyBlockParams, 'feedForward' | 'feedForwardNorm'>,
  x: Tensor,
  mode: Mode,
): Tensor =>
  residual(block, params.feedForwardNorm, x, mode, 3, (y) =>
    feed(params.feedForward, y, { activation: block.activation, dropout: block.rate }, modeAt(mode, 2)),
  )
