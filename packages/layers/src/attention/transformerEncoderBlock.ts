import type { Shape } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { LayerType, SameShape } from '../Layer.ts'
import type { LayerNorm } from '../normalization/layerNorm.ts'
import { maskOf, whereReal } from '../recurrent/sequenceMask.ts'
import type { Stage } from '../Stage.ts'
import type { NotForHeads } from './heads.ts'
import { notForHeads } from './heads.ts'
import { isPaired } from './multiHeadAttention.ts'
import type { BlockOptions, BlockParams } from './transformerBlock.ts'
import { blockOf, blockSettings, blockSpecs, lookAtItself, think } from './transformerBlock.ts'

const kind = 'transformerEncoderBlock'

/** The type of `transformerEncoderBlock`. */
export interface TransformerEncoderBlock<
  Heads extends number,
  Hidden extends number | undefined,
  Activation extends LayerType,
  Norm extends LayerType,
> extends LayerType {
  readonly kind: typeof kind
  readonly output: this['input']
  readonly misfit: NotForHeads<this['input'], Heads>
  readonly params: BlockParams<this['input'], Hidden, Activation, Norm>
  readonly state: {}
}

/**
 * A block of a transformer's encoder: self-attention, then a feed-forward network, each with a residual connection and a
 * normalisation.
 *
 * ```text
 * y = x + attention(norm(x))     z = y + feedForward(norm(y))          (pre-norm)
 * y = norm(x + attention(x))     z = norm(y + feedForward(y))          (post-norm, `normFirst: false`)
 * ```
 *
 * Sequences `[batch, time, features]` keep their shape. With `causal` it is the block of a language model. With pre-norm
 * put a normalisation behind the last block. With `mask`, steps that are not real are not looked at and become zeros.
 *
 * PyTorch's `nn.TransformerEncoderLayer`: `attention` is `self_attn` (see `multiHeadAttention`), `attentionNorm` and
 * `feedForwardNorm` are `norm1` and `norm2`, `hidden` and `output` of `feedForward` are `linear1` and `linear2`
 * transposed; there `norm_first` is false if not said.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no sequence `[time, features]`, or the
 * heads do not divide the features; ValueError where `heads` or `hidden` is not a positive integer or `dropout` not in
 * [0, 1).
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(
 *   L.input([16, 32]),
 *   L.sinusoidalPositions(),
 *   L.transformerEncoderBlock(4, { activation: L.gelu(), dropout: 0.1 }),
 *   L.transformerEncoderBlock(4, { activation: L.gelu(), dropout: 0.1 }),
 *   L.layerNorm(),
 * )
 * model.output // => [16, 32]
 * L.describe(model).map((l) => l.parameters) // => [0, 12704, 12704, 64]
 * ```
 *
 * Source: Vaswani et al., Attention is all you need, 2017, section 3.1; pre-norm: Xiong et al., On layer normalization in
 * the transformer architecture, 2020.
 */
export const transformerEncoderBlock = <
  const Heads extends number,
  const Hidden extends number | undefined = undefined,
  Activation extends LayerType = SameShape<'relu'>,
  Norm extends LayerType = LayerNorm<undefined>,
>(
  heads: Heads,
  options: BlockOptions<Hidden, Activation, Norm> = {},
): Stage<TransformerEncoderBlock<Heads, Hidden, Activation, Norm>> => {
  const block = blockOf(kind, heads, options)
  const anyBlock = layer<TransformerEncoderBlock<number, number, SameShape, LayerNorm<undefined>>>({
    kind,
    settings: blockSettings(block),
    misfit: notForHeads(heads, isPaired(options)),
    params: (input: Shape) => blockSpecs(block, input),
    apply: (params, state, x, mode) => {
      const real = maskOf(kind, options.mask, x)
      const y = think(block, params as never, lookAtItself(block, params as never, x, real, mode), mode)
      return { output: whereReal(real, y), state }
    },
  })
  // What parameters there are hangs on the parts, which the compiler knows of the caller only.
  return anyBlock as unknown as Stage<TransformerEncoderBlock<Heads, Hidden, Activation, Norm>>
}
