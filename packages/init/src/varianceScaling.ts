import { Rng, ValueError, type Shape, type Tensor } from '@gradus/tensor'
import { requireScale } from './checks.ts'
import { type Fans, fansFor } from './fans.ts'
import { type Initializer, scaleSample } from './Initializer.ts'

/** Which fan the variance is divided by: inputs keep the forward pass level, outputs the backward pass. */
export type FanMode = 'fanIn' | 'fanOut' | 'fanAverage'

/** The family that weights are drawn from. */
export type Distribution = 'truncatedNormal' | 'normal' | 'uniform'

/** The settings of `varianceScaling`. */
export interface VarianceScalingOptions {
  readonly scale: number
  readonly mode: FanMode
  readonly distribution: Distribution
}

/** The standard deviation of N(0, 1) cut off at ±2. */
const truncatedStddev = 0.87962566103423978

const fanOf: Record<FanMode, (fans: Fans) => number> = {
  fanIn: ({ fanIn }) => fanIn,
  fanOut: ({ fanOut }) => fanOut,
  fanAverage: ({ fanIn, fanOut }) => (fanIn + fanOut) / 2,
}

type Draw = <S extends Shape>(key: Rng.Key, shape: S, variance: number) => Tensor<S>

const draws: Record<Distribution, Draw> = {
  truncatedNormal: (key, shape, variance) =>
    scaleSample(
      Rng.truncatedNormal(key, shape, { lower: -2, upper: 2 }),
      Math.sqrt(variance) / truncatedStddev,
    ),
  normal: (key, shape, variance) => scaleSample(Rng.normal(key, shape), Math.sqrt(variance)),
  uniform: (key, shape, variance) =>
    scaleSample(Rng.uniform(key, shape, { min: -1, max: 1 }), Math.sqrt(3 * variance)),
}

const pick = <K extends string, V>(table: Record<K, V>, name: string, key: K): V => {
  if (Object.hasOwn(table, key)) return table[key]
  throw new ValueError(
    'varianceScaling',
    `${name} must be one of ${Object.keys(table).join(', ')}, got ${key}.`,
  )
}

/** As `varianceScaling`, blaming the initialiser that was called. */
export const scaled = (
  operation: string,
  { scale, mode, distribution }: VarianceScalingOptions,
): Initializer => {
  requireScale(operation, 'scale', scale)
  const fan = pick(fanOf, 'mode', mode)
  const draw = pick(draws, 'distribution', distribution)
  return (key, shape) => draw(key, shape, scale / fan(fansFor(operation, shape)))
}

/**
 * Weights whose variance is set by the fans of the kernel, so that signals neither grow nor fade with depth.
 *
 * `Var(w) = scale / fan`, with mean 0. `fan` is `fanIn`, `fanOut` or their mean, by `mode`. By
 * `distribution`: `truncatedNormal` (cut at two standard deviations, then widened to keep the variance),
 * `normal`, or `uniform` over `[-√(3·scale/fan), √(3·scale/fan))`.
 *
 * Throws `ValueError` unless `scale` is positive and finite, `ShapeError` for a shape of rank below 2.
 *
 * Source: He et al., "Delving Deep into Rectifiers", 2015, and Glorot and Bengio, "Understanding the
 * difficulty of training deep feedforward neural networks", 2010; numbers equal to
 * `jax.nn.initializers.variance_scaling`.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const init = Init.varianceScaling({ scale: 2, mode: 'fanIn', distribution: 'normal' })
 * const kernel = init(Rng.key(0), [200, 300])
 * T.item(T.std(kernel)).toFixed(2) // => '0.10'
 * ```
 */
export const varianceScaling = (options: VarianceScalingOptions): Initializer =>
  scaled('varianceScaling', options)
