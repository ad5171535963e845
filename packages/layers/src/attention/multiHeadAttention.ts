import type { Initializer } from '@gradus/init'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import { fraction, positiveInteger } from '../checks.ts'
import { layer } from '../custom.ts'
import type { LayerType, Mode, Settings } from '../Layer.ts'
import type { SequenceMask } from '../recurrent/sequenceMask.ts'
import { maskOf, whereReal } from '../recurrent/sequenceMask.ts'
import type { WidthOf } from '../recurrent/sequenceShape.ts'
import type { Stage } from '../Stage.ts'
import type { AttendOptions, AttentionParams } from './attend.ts'
import { attend, attentionSpecs } from './attend.ts'
import type { NotForHeads } from './heads.ts'
import { notForHeads } from './heads.ts'
import type { RotaryOptions } from './rotary.ts'
import type { WeightDropout } from './scaledDotProductAttention.ts'

/** The type of `multiHeadAttention`. */
export interface MultiHeadAttention<Heads extends number, Bias extends boolean> extends LayerType {
  readonly kind: 'multiHeadAttention'
  readonly output: this['input']
  readonly misfit: NotForHeads<this['input'], Heads>
  readonly params: AttentionParams<WidthOf<this['input']>, WidthOf<this['input']>, Bias>
  readonly state: {}
}

/** How a sequence looks at itself. */
export interface SelfAttentionOptions {
  /** Does a step see no later one? */
  readonly causal?: boolean | undefined
  /** Which steps are real: the others are not looked at, and become zeros. */
  readonly mask?: SequenceMask | undefined
  /** Which steps may look at which, `[time, time]`, whatever the batch; all at all if not said. */
  readonly attentionMask?: Tensor<Shape, 'bool'> | undefined
  /** Turns queries and keys by their places in time; they are not, if not said. */
  readonly rotary?: RotaryOptions | boolean | undefined
  /** The share of weights that training sets to zero; 0 if not said. */
  readonly dropout?: number | undefined
}

/** How attention looks and begins. */
export interface MultiHeadAttentionOptions<Bias extends boolean = boolean> extends SelfAttentionOptions {
  /** How kernels begin; Glorot uniform if not said. */
  readonly init?: Initializer | undefined
  /** Have the linear maps biases? They have, if not said. */
  readonly bias?: Bias | undefined
}

const weightDropout = (rate: number, mode: Mode): WeightDropout | undefined =>
  mode.mode === 'train' && rate > 0 ? { rate, key: mode.key } : undefined

/** Throws for heads and rates that no attention has. */
export const checkSelfAttention = (
  kind: string,
  heads: number,
  { dropout = 0 }: SelfAttentionOptions,
): void => {
  positiveInteger(kind, 'heads', heads)
  fraction(kind, 'dropout', dropout)
}

/** What `attend` is told of a batch. */
export const lookingAt = (
  heads: number,
  options: SelfAttentionOptions,
  real: AnyTensor | undefined,
  mode: Mode,
): AttendOptions => ({
  heads,
  causal: options.causal,
  mask: options.attentionMask,
  rotary: options.rotary,
  real: real as Tensor<Shape, 'bool'> | undefined,
  dropout: weightDropout(options.dropout ?? 0, mode),
})

/** What `summary` shows. */
export const headSettings = (heads: number, { causal, dropout = 0 }: SelfAttentionOptions): Settings => ({
  heads,
  ...(causal === true ? { causal } : {}),
  ...(dropout > 0 ? { dropout } : {}),
})

/** Are features turned in pairs? */
export const isPaired = ({ rotary = false }: SelfAttentionOptions): boolean => rotary !== false

/**
 * Self-attention of several heads: each step of `[batch, time, features]` becomes an average of all steps, weighed by how
 * well they fit it.
 *
 * The formulas are `attend`'s and `scaledDotProductAttention`'s. Each head works on `features / heads` features.
 *
 * PyTorch's `nn.MultiheadAttention`: the kernels of `query`, `key` and `value` are the thirds of `in_proj_weight`, each
 * transposed, that of `output` is `out_proj.weight` transposed.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no sequence `[time, features]`, or the
 * heads do not divide the features; ValueError where `heads` is not a positive integer or `dropout` not in [0, 1).
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([16, 32]), L.multiHeadAttention(4, { causal: true }))
 * model.output // => [16, 32]
 * L.describe(model)[0]?.parameters // => 4224
 * ```
 *
 * Source: Vaswani et al., Attention is all you need, 2017, section 3.2.2. Departure: nothing is projected to another
 * width on the way, as `d_k = d_v = features / heads` there.
 */
export const multiHeadAttention = <const Heads extends number, const Bias extends boolean = true>(
  heads: Heads,
  options: MultiHeadAttentionOptions<Bias> = {},
): Stage<MultiHeadAttention<Heads, Bias>> => {
  checkSelfAttention('multiHeadAttention', heads, options)
  const { bias = true, init, mask } = options
  const anyAttention = layer<MultiHeadAttention<number, boolean>>({
    kind: 'multiHeadAttention',
    settings: { ...headSettings(heads, options), ...(bias ? {} : { bias }) },
    misfit: notForHeads(heads, isPaired(options)),
    params: ([, width = 0]) => attentionSpecs(width, width, { init, bias }),
    apply: (params, state, x, mode) => {
      const real = maskOf('multiHeadAttention', mask, x)
      const batch = x as Tensor<readonly [number, number, number]>
      const output = attend(params, batch, batch, lookingAt(heads, options, real, mode))
      return { output: whereReal(real, output as AnyTensor as Tensor), state }
    },
  })
  // Which biases there are hangs on `bias`, which the compiler knows of the caller only.
  return anyAttention as unknown as Stage<MultiHeadAttention<Heads, Bias>>
}
