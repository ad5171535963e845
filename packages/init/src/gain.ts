import { ValueError } from '@gradus/tensor'

/** An activation whose gain is known. */
export type Activation = 'identity' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu'

/** The settings of `gain`. */
export interface GainOptions {
  /** The slope of `leakyRelu` below zero. */
  readonly slope?: number
}

const gains: Record<Activation, (slope: number) => number> = {
  identity: () => 1,
  sigmoid: () => 1,
  tanh: () => 5 / 3,
  relu: () => Math.SQRT2,
  leakyRelu: (slope) => Math.sqrt(2 / (1 + slope * slope)),
  selu: () => 3 / 4,
}

/**
 * How much larger the weights before an activation must be for the signal to keep its size behind it.
 *
 * A kernel drawn with `stddev = gain / √fanIn` keeps the variance of its inputs. The values are those of
 * PyTorch's `torch.nn.init.calculate_gain`: identity 1, sigmoid 1, tanh 5/3, relu √2, leakyRelu √(2 / (1 +
 * slope²)) with slope 0.01 unless given, selu 3/4.
 *
 * Throws `ValueError` for a name that is not in the table.
 *
 * @example
 * ```ts
 * import * as Init from '@gradus/init'
 *
 * Init.gain('relu') // => Math.SQRT2
 * Init.gain('leakyRelu', { slope: 1 }) // => 1
 * ```
 */
export const gain = (activation: Activation, { slope = 0.01 }: GainOptions = {}): number => {
  if (Object.hasOwn(gains, activation)) return gains[activation](slope)
  throw new ValueError(
    'gain',
    `no activation is called ${activation}. Known are ${Object.keys(gains).join(', ')}.`,
  )
}
