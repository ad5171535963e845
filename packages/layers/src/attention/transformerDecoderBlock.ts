import type { AnyTensor, Tensor } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { At, LayerType, Mode, SameShape } from '../Layer.ts'
import type { LayerNorm } from '../normalization/layerNorm.ts'
import { grouped, modeAt, paramsOf } from '../parts.ts'
import type { SequenceMask } from '../recurrent/sequenceMask.ts'
import { maskOf, whereReal } from '../recurrent/sequenceMask.ts'
import type { WidthOf } from '../recurrent/sequenceShape.ts'
import type { Signal } from '../Signal.ts'
import type { Stage } from '../Stage.ts'
import type { AttentionParams } from './attend.ts'
import { attend, attentionSpecs } from './attend.ts'
import { isPaired, lookingAt } from './multiHeadAttention.ts'
import type { NotTargetAndMemory, SequenceOf } from './targetAndMemory.ts'
import { notTargetAndMemory, shapesOf, tensorsOf } from './targetAndMemory.ts'
import type { Block, BlockOptions, BlockParams } from './transformerBlock.ts'
import { blockOf, blockSettings, blockSpecs, lookAtItself, residual, think } from './transformerBlock.ts'

const kind = 'transformerDecoderBlock'

/** The parameters of a block, and those of attention to the memory. */
export type DecoderBlockParams<
  In,
  Hidden extends number | undefined,
  Activation extends LayerType,
  Norm extends LayerType,
> = BlockParams<SequenceOf<In, 'target'>, Hidden, Activation, Norm> & {
  readonly crossAttention: AttentionParams<
    WidthOf<SequenceOf<In, 'target'>>,
    WidthOf<SequenceOf<In, 'memory'>>
  >
  readonly crossAttentionNorm: At<Norm, SequenceOf<In, 'target'>>['params']
}

/** The type of `transformerDecoderBlock`. */
export interface TransformerDecoderBlock<
  Heads extends number,
  Hidden extends number | undefined,
  Activation extends LayerType,
  Norm extends LayerType,
> extends LayerType {
  readonly kind: typeof kind
  readonly reads: 'several'
  readonly output: this['signal']
  readonly misfit: NotTargetAndMemory<this['signal'], Heads>
  readonly params: DecoderBlockParams<this['signal'], Hidden, Activation, Norm>
  readonly state: {}
}

/** How a decoder's block looks, and what it is made of. It is causal if nothing is said. */
export interface DecoderBlockOptions<
  Hidden extends number | undefined,
  Activation extends LayerType,
  Norm extends LayerType,
> extends BlockOptions<Hidden, Activation, Norm> {
  /** Which steps of the memory are real: the others are not looked at. */
  readonly memoryMask?: SequenceMask | undefined
}

/** Some decoder's block: of which parts is in the type that the factory says. */
interface AnyDecoder extends LayerType {
  readonly kind: typeof kind
  readonly reads: 'several'
  readonly output: this['signal']
  readonly params: Readonly<Record<string, object>>
  readonly state: {}
}

const decoderSpecs = (block: Block, input: Signal) => {
  const [target, memory] = shapesOf(input)
  const [[, width = 0], [, context = 0]] = [target, memory]
  return {
    ...blockSpecs(block, target),
    ...grouped({
      crossAttention: attentionSpecs(width, context, { init: block.options.init }),
      crossAttentionNorm: paramsOf(block.norm, target),
    }),
  }
}

type Crossing = { readonly crossAttention: AttentionParams<number>; readonly crossAttentionNorm: object }

/** The block's second part: the target looks at the memory. */
const lookAtMemory = (
  block: Block,
  params: Crossing,
  x: Tensor,
  memory: Tensor,
  real: AnyTensor | undefined,
  mode: Mode,
): Tensor =>
  residual(block, params.crossAttentionNorm, x, mode, 5, (y) => {
    const looking = lookingAt(block.heads, { dropout: block.rate }, real, modeAt(mode, 4))
    return attend(params.crossAttention, y as never, memory as never, looking) as AnyTensor as Tensor
  })

/**
 * A block of a transformer's decoder: self-attention, attention to the memory, then a feed-forward network, each with a
 * residual connection and a normalisation as in `transformerEncoderBlock`.
 *
 * It reads two tensors by name, `target` `[time, features]` and `memory` `[steps, features of its own]`, and gives both,
 * the target worked on, so that blocks follow each other; `L.pick('target')` ends them. No step of the target sees a later
 * one, unless `causal` is false.
 *
 * PyTorch's `nn.TransformerDecoderLayer`: as the encoder's; `crossAttention` is `multihead_attn`, and the norms of
 * `attention`, `crossAttention` and `feedForward` are `norm1`, `norm2` and `norm3`.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no `target` or no `memory`, one of them is
 * no sequence, or the heads do not divide the features of `target`; ValueError where `heads` or `hidden` is not a positive
 * integer or `dropout` not in [0, 1).
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(
 *   L.input({ target: [7, 8], memory: [5, 8] }),
 *   L.transformerDecoderBlock(2),
 *   L.transformerDecoderBlock(2),
 *   L.pick('target'),
 * )
 * model.output // => [7, 8]
 * ```
 *
 * Source: Vaswani et al., Attention is all you need, 2017, section 3.1.
 */
export const transformerDecoderBlock = <
  const Heads extends number,
  const Hidden extends number | undefined = undefined,
  Activation extends LayerType = SameShape<'relu'>,
  Norm extends LayerType = LayerNorm<undefined>,
>(
  heads: Heads,
  given: DecoderBlockOptions<Hidden, Activation, Norm> = {},
): Stage<TransformerDecoderBlock<Heads, Hidden, Activation, Norm>> => {
  const options = { ...given, causal: given.causal ?? true }
  const block = blockOf(kind, heads, options)
  const anyBlock = layer<AnyDecoder>({
    kind,
    settings: blockSettings(block),
    reads: 'several',
    misfit: notTargetAndMemory(heads, isPaired(options)),
    params: (input) => decoderSpecs(block, input),
    apply: (params, state, x, mode) => {
      const [target, memory] = tensorsOf(x)
      const real = maskOf(kind, options.mask, target)
      const realMemory = maskOf(kind, options.memoryMask, memory)
      const seen = lookAtItself(block, params as never, target, real, mode)
      const crossed = lookAtMemory(block, params as never, seen, memory, realMemory, mode)
      return {
        output: { ...x, target: whereReal(real, think(block, params as never, crossed, mode)) },
        state,
      }
    },
  })
  // What parameters there are hangs on the parts, which the compiler knows of the caller only.
  return anyBlock as unknown as Stage<TransformerDecoderBlock<Heads, Hidden, Activation, Norm>>
}
