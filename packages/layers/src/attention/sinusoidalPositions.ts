import * as T from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { positive, positiveInteger } from '../checks.ts'
import { layer } from '../custom.ts'
import type { LayerType } from '../Layer.ts'
import type { SequenceMask } from '../recurrent/sequenceMask.ts'
import { maskOf, whereReal } from '../recurrent/sequenceMask.ts'
import type { NotSequence } from '../recurrent/sequenceShape.ts'
import { notSequence } from '../recurrent/sequenceShape.ts'
import type { Stage } from '../Stage.ts'

/** The type of `sinusoidalPositions`. */
export interface SinusoidalPositions extends LayerType {
  readonly kind: 'sinusoidalPositions'
  readonly output: this['input']
  readonly misfit: NotSequence<this['input']>
  readonly params: {}
  readonly state: {}
}

/** The longest wave, and which steps are real. */
export interface SinusoidalOptions {
  /** The wavelengths go from 2π to nearly `base · 2π`; 10,000 if not said. */
  readonly base?: number | undefined
  /** Which steps are real; the others become zeros. */
  readonly mask?: SequenceMask | undefined
}

const wave =
  (width: number, base: number) =>
  (n: number): number => {
    const [position, feature] = [Math.floor(n / width), n % width]
    const angle = position * base ** (-(feature - (feature % 2)) / width)
    return feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle)
  }

/** The waves in double precision, from where they round once to the type of what they are added to. */
const waves = (time: number, width: number, base: number): AnyTensor =>
  T.fromTypedArray(
    Float64Array.from({ length: time * width }, (_, n) => wave(width, base)(n)),
    [time, width],
  )

/**
 * Sinusoidal positions as a table, `[time, width]`.
 *
 * ```text
 * P[t, 2i] = sin(t · base^(-2i/width))          P[t, 2i+1] = cos(t · base^(-2i/width))
 * ```
 *
 * @throws ValueError where `time` or `width` is not a positive integer, or `base` is not positive.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const rounded = T.toNested(L.sinusoidal(2, 2)).map((row) => row.map((v) => v.toFixed(3)))
 * rounded // => [['0.000', '1.000'], ['0.841', '0.540']]
 * ```
 *
 * Source: Vaswani et al., Attention is all you need, 2017, section 3.5.
 */
export const sinusoidal = <const Time extends number, const Width extends number>(
  time: Time,
  width: Width,
  { base = 10_000 }: Pick<SinusoidalOptions, 'base'> = {},
): Tensor<readonly [Time, Width]> => {
  positive('sinusoidal', 'base', base)
  positiveInteger('sinusoidal', 'time', time)
  positiveInteger('sinusoidal', 'width', width)
  return T.cast(waves(time, width, base), 'float32') as AnyTensor as Tensor<readonly [Time, Width]>
}

/**
 * Adds sinusoidal positions to a sequence, so that layers that treat all steps alike can tell them apart; nothing is
 * learned. The formula is `sinusoidal`'s.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no sequence `[time, features]`; ValueError
 * where `base` is not positive.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([2, 2]), L.sinusoidalPositions())
 * const { output } = L.apply(model, {}, {}, T.zeros([1, 2, 2]), { mode: 'eval' })
 * T.toNested(output)[0]?.[0] // => [0, 1]
 * ```
 *
 * Source: Vaswani et al., Attention is all you need, 2017, section 3.5.
 */
export const sinusoidalPositions = ({
  base = 10_000,
  mask,
}: SinusoidalOptions = {}): Stage<SinusoidalPositions> => {
  positive('sinusoidalPositions', 'base', base)
  return layer<SinusoidalPositions>({
    kind: 'sinusoidalPositions',
    settings: base === 10_000 ? {} : { base },
    misfit: notSequence,
    apply: (_params, state, x) => {
      const [, time = 0, width = 0] = x.shape
      const added: Tensor = T.add(x, T.cast(waves(time, width, base), x.dtype) as Tensor)
      return { output: whereReal(maskOf('sinusoidalPositions', mask, x), added), state }
    },
  })
}
