import { ValueError } from '@gradus/tensor'
import { type Activation, gain, type GainOptions } from './gain.ts'
import type { Initializer } from './Initializer.ts'
import { type Distribution, scaled, type VarianceScalingOptions } from './varianceScaling.ts'

/** The settings of `forActivation`. */
export interface ForActivationOptions extends GainOptions {
  /** `truncatedNormal` unless given. */
  readonly distribution?: Distribution
}

type Rule = (slope: GainOptions) => Omit<VarianceScalingOptions, 'distribution'>

const lecun: Rule = () => ({ scale: 1, mode: 'fanIn' })
const glorot: Rule = () => ({ scale: 1, mode: 'fanAverage' })

const rules: Readonly<Record<Activation, Rule>> = {
  identity: lecun,
  sigmoid: glorot,
  tanh: glorot,
  relu: () => ({ scale: 2, mode: 'fanIn' }),
  leakyRelu: (options) => ({ scale: gain('leakyRelu', options) ** 2, mode: 'fanIn' }),
  selu: lecun,
}

/**
 * The initialiser of the kernel before an activation: Glorot's for sigmoid and tanh, He's for relu and leakyRelu (with its
 * slope), LeCun's for identity and selu.
 *
 * Throws `ValueError` for a name that is not in the table.
 *
 * Source: those of `glorotNormal`, `heNormal` and `lecunNormal`; selu: Klambauer et al., "Self-Normalizing Neural Networks", 2017.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const [key, shape] = [T.Rng.key(0), [30, 20]] as const
 * const kernel = Init.forActivation('relu')(key, shape)
 * T.Tree.equals(kernel, Init.heNormal(key, shape)) // => true
 * ```
 */
export const forActivation = (
  activation: Activation,
  { distribution = 'truncatedNormal', ...options }: ForActivationOptions = {},
): Initializer => {
  if (Object.hasOwn(rules, activation))
    return scaled('forActivation', { ...rules[activation](options), distribution })
  throw new ValueError(
    'forActivation',
    `no activation is called ${activation}. Known are ${Object.keys(rules).join(', ')}.`,
  )
}
