import { glorotUniform, zeros } from '@gradus/init'
import type { Initializer } from '@gradus/init'
import { ValueError } from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import { relu } from '../activations/index.ts'
import { affine } from '../affine.ts'
import { fraction, positiveInteger } from '../checks.ts'
import { layer } from '../custom.ts'
import type { DenseParams } from '../dense.ts'
import type { At, LayerType, Mode, SameShape } from '../Layer.ts'
import type { Part } from '../parts.ts'
import { dropAt, grouped, kindOf, outputOf, paramsOf, runEachStep } from '../parts.ts'
import type { NotSequence, WidthOf } from '../recurrent/sequenceShape.ts'
import { notSequence } from '../recurrent/sequenceShape.ts'
import type { Features } from '../shapes.ts'
import type { Stage } from '../Stage.ts'

/** The number of features that an activation makes of these; gated ones, such as `swiGlu`, halve them. */
type Activated<Hidden extends number, Activation extends LayerType> = At<
  Activation,
  readonly [Hidden]
>['output'] extends infer S extends Shape
  ? Features<S>
  : number

/** The parameters of two linear maps with an activation between them. */
export type FeedForwardParams<Width extends number, Hidden extends number, Activation extends LayerType> = {
  readonly hidden: DenseParams<Width, Hidden>
  readonly output: DenseParams<Activated<Hidden, Activation>, Width>
}

/** The type of `feedForward`. */
export interface FeedForward<Hidden extends number, Activation extends LayerType> extends LayerType {
  readonly kind: 'feedForward'
  readonly output: this['input']
  readonly misfit: NotSequence<this['input']>
  readonly params: FeedForwardParams<WidthOf<this['input']>, Hidden, Activation>
  readonly state: {}
}

/** What stands between the two linear maps, and how these begin. */
export interface FeedForwardOptions<Activation extends LayerType> {
  /** A stage without parameters, such as `L.gelu()` or `L.swiGlu()`; `L.relu()` if not said. */
  readonly activation?: Stage<Activation> | undefined
  /** The share of hidden values that training sets to zero; 0 if not said. */
  readonly dropout?: number | undefined
  /** How kernels begin; Glorot uniform if not said. */
  readonly init?: Initializer | undefined
}

type AnyParams = FeedForwardParams<number, number, SameShape>

/** The options of any activation. */
type AnyOptions = Omit<FeedForwardOptions<LayerType>, 'activation'> & {
  readonly activation?: Part | undefined
}

/** The specs of a feed-forward network on so many features. */
export const feedForwardSpecs = (
  width: number,
  hidden: number,
  { activation = relu(), init = glorotUniform }: AnyOptions,
) => {
  const [activated = 0] = outputOf(activation, [hidden])
  return grouped({
    hidden: { kernel: { shape: [width, hidden], init }, bias: { shape: [hidden], init: zeros } },
    output: { kernel: { shape: [activated, width], init }, bias: { shape: [width], init: zeros } },
  })
}

/** Throws for an activation that would need parameters: there is no place for them. */
export const checkActivation = (kind: string, activation: Part | undefined): void => {
  if (activation === undefined || Object.keys(paramsOf(activation, [2])).length === 0) return
  throw new ValueError(kind, `the activation must have no parameters, got ${kindOf(activation)}.`)
}

/** A feed-forward network on each step of a sequence. */
export const feed = (
  params: object,
  x: Tensor,
  { activation = relu(), dropout = 0 }: AnyOptions,
  mode: Mode,
): Tensor => {
  const { hidden, output } = params as AnyParams
  const active = runEachStep(activation, {}, affine(hidden, x), mode)
  return affine(output, dropAt(dropout, active, mode, 0))
}

/**
 * A feed-forward network on each step of a sequence by itself: `y = f(x W₁ + b₁) W₂ + b₂`.
 *
 * `x` is `[batch, time, features]` and so is `y`; `W₁`, `b₁` are `hidden`, `[features, hidden]`, `W₂`, `b₂` are `output`.
 * `f` is any activation; a gated one that halves its features, as `L.swiGlu()`, makes `W₂` as much smaller.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no sequence `[time, features]`; ValueError
 * where `hidden` is not a positive integer or `dropout` not in [0, 1).
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([16, 8]), L.feedForward(32, { activation: L.gelu() }))
 * L.describe(model)[0]?.parameters // => 552
 * ```
 *
 * Source: Vaswani et al., Attention is all you need, 2017, equation 2; gated: Shazeer, GLU variants improve transformer,
 * 2020.
 */
export const feedForward = <const Hidden extends number, Activation extends LayerType = SameShape<'relu'>>(
  hidden: Hidden,
  options: FeedForwardOptions<Activation> = {},
): Stage<FeedForward<Hidden, Activation>> => {
  const { dropout = 0 } = options
  positiveInteger('feedForward', 'hidden', hidden)
  checkActivation('feedForward', options.activation)
  fraction('feedForward', 'dropout', dropout)
  const anyFeedForward = layer<FeedForward<number, SameShape>>({
    kind: 'feedForward',
    settings: { hidden, ...(dropout > 0 ? { dropout } : {}) },
    misfit: notSequence,
    params: ([, width = 0]) => feedForwardSpecs(width, hidden, options),
    apply: (params, state, x, mode) => ({ output: feed(params, x, options, mode), state }),
  })
  // What is left of the hidden features hangs on the activation, which the compiler knows of the caller only.
  return anyFeedForward as unknown as Stage<FeedForward<Hidden, Activation>>
}
