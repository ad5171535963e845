import type { Initializer } from '@gradus/init'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { LayerType } from '../Layer.ts'
import type { SequenceMask } from '../recurrent/sequenceMask.ts'
import { maskOf } from '../recurrent/sequenceMask.ts'
import type { WidthOf } from '../recurrent/sequenceShape.ts'
import type { Stage } from '../Stage.ts'
import type { AttentionParams } from './attend.ts'
import { attend, attentionSpecs } from './attend.ts'
import { checkSelfAttention, headSettings, lookingAt } from './multiHeadAttention.ts'
import type { NotTargetAndMemory, SequenceOf } from './targetAndMemory.ts'
import { notTargetAndMemory, shapesOf, tensorsOf } from './targetAndMemory.ts'

/** The type of `crossAttention`. */
export interface CrossAttention<Heads extends number, Bias extends boolean> extends LayerType {
  readonly kind: 'crossAttention'
  readonly reads: 'several'
  readonly output: SequenceOf<this['signal'], 'target'>
  readonly misfit: NotTargetAndMemory<this['signal'], Heads>
  readonly params: AttentionParams<
    WidthOf<SequenceOf<this['signal'], 'target'>>,
    WidthOf<SequenceOf<this['signal'], 'memory'>>,
    Bias
  >
  readonly state: {}
}

/** How a sequence looks at another. */
export interface CrossAttentionOptions<Bias extends boolean = boolean> {
  /** Which steps of the memory are real: the others are not looked at. */
  readonly memoryMask?: SequenceMask | undefined
  /** The share of weights that training sets to zero; 0 if not said. */
  readonly dropout?: number | undefined
  /** How kernels begin; Glorot uniform if not said. */
  readonly init?: Initializer | undefined
  /** Have the linear maps biases? They have, if not said. */
  readonly bias?: Bias | undefined
}

/**
 * Attention of several heads from one sequence to another: each step of `target` becomes an average of the steps of
 * `memory`, weighed by how well they fit it.
 *
 * It reads two tensors by name, `target` `[time, features]` and `memory` `[steps, features of its own]`, and gives one of
 * the shape of `target`. The formulas are `attend`'s.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no `target` or no `memory`, one of them is
 * no sequence, or the heads do not divide the features of `target`; ValueError where `heads` is not a positive integer or
 * `dropout` not in [0, 1).
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input({ target: [7, 8], memory: [5, 6] }), L.crossAttention(2))
 * model.output // => [7, 8]
 * ```
 *
 * Source: Bahdanau, Cho & Bengio, Neural machine translation by jointly learning to align and translate, 2015; in this
 * form Vaswani et al., Attention is all you need, 2017, section 3.2.3.
 */
export const crossAttention = <const Heads extends number, const Bias extends boolean = true>(
  heads: Heads,
  options: CrossAttentionOptions<Bias> = {},
): Stage<CrossAttention<Heads, Bias>> => {
  checkSelfAttention('crossAttention', heads, options)
  const { bias = true, init, memoryMask } = options
  const anyAttention = layer<CrossAttention<number, boolean>>({
    kind: 'crossAttention',
    settings: { ...headSettings(heads, options), ...(bias ? {} : { bias }) },
    reads: 'several',
    misfit: notTargetAndMemory(heads, false),
    output: (input) => shapesOf(input)[0],
    params: (input) => {
      const [[, width = 0], [, context = 0]] = shapesOf(input)
      return attentionSpecs(width, context, { init, bias })
    },
    apply: (params, state, x, mode) => {
      const [target, memory] = tensorsOf(x)
      const looking = lookingAt(heads, options, maskOf('crossAttention', memoryMask, memory), mode)
      return {
        output: attend(params, target as never, memory as never, looking) as AnyTensor as Tensor,
        state,
      }
    },
  })
  // Which biases there are hangs on `bias`, which the compiler knows of the caller only.
  return anyAttention as unknown as Stage<CrossAttention<Heads, Bias>>
}
