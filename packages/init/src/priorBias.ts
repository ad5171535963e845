import * as T from '@gradus/tensor'
import { ShapeError, ValueError } from '@gradus/tensor'
import type { Initializer } from './Initializer.ts'

const requireFrequencies = (frequencies: readonly number[]): void => {
  const wrong = frequencies.findIndex((f) => !(f > 0 && f < Infinity))
  if (wrong === -1) return
  throw new ValueError(
    'priorBias',
    `frequencies must be positive and finite, class ${wrong} has ${frequencies[wrong]}. ` +
      'Leave out classes that do not occur, or count one example more of each.',
  )
}

const logOdds = (probability: number): number => {
  if (probability > 0 && probability < 1) return Math.log(probability / (1 - probability))
  throw new ValueError('priorBias', `a probability must be in (0, 1), got ${probability}.`)
}

const logShares = (frequencies: readonly number[]): readonly number[] => {
  requireFrequencies(frequencies)
  const total = frequencies.reduce((sum, f) => sum + f, 0)
  return frequencies.map((f) => Math.log(f / total))
}

/**
 * The bias of a last layer that knows how frequent the classes are: the first steps need not learn it, and the first loss is
 * the entropy of the classes.
 *
 * `b_c = log(n_c / Σ n)` before a softmax, `n` the counts or shares of the classes; before a sigmoid, from the share `p` of the
 * targets that are 1, `b = log(p / (1 - p))`, for every element. The key is not used.
 *
 * Throws `ValueError` for a frequency that is not positive and finite or a share outside (0, 1), `ShapeError` for a shape other
 * than one bias for each class.
 *
 * Source: Karpathy, "A Recipe for Training Neural Networks", 2019; Lin et al., "Focal Loss for Dense Object Detection",
 * 2017, section 4.1.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const bias = Init.priorBias([90, 10])(T.Rng.key(0), [2])
 * T.toNested(T.softmax(bias)).map((p) => p.toFixed(2)) // => ['0.90', '0.10']
 * T.item(T.sigmoid(Init.priorBias(0.01)(T.Rng.key(0), [1]))).toFixed(2) // => '0.01'
 * ```
 */
export const priorBias = (frequencies: number | readonly number[]): Initializer => {
  if (typeof frequencies === 'number') {
    const bias = logOdds(frequencies)
    return (_key, shape) => T.full(shape, bias)
  }
  const biases = logShares(frequencies)
  return (_key, shape) => {
    if (shape.length !== 1 || shape[0] !== biases.length)
      throw new ShapeError(
        'priorBias',
        `there are ${biases.length} classes, the bias has shape [${shape.join(',')}].`,
      )
    return T.fromTypedArray(Float32Array.from(biases), shape)
  }
}
