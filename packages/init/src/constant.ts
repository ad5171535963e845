import * as T from '@gradus/tensor'
import type { Initializer } from './Initializer.ts'

/**
 * Every element is `value`. The key is not used.
 *
 * A small positive constant such as 0.01 is an old choice for the biases of ReLU units, so that all of them
 * fire at the start.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * T.toNested(Init.constant(0.5)(Rng.key(0), [2])) // => [0.5, 0.5]
 * ```
 */
export const constant =
  (value: number): Initializer =>
  (_key, shape) =>
    T.full(shape, value)

/**
 * Zeros: for biases. Kernels of zeros leave every unit of a layer equal to the others for ever, since they
 * receive equal gradients.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * T.toNested(Init.zeros(Rng.key(0), [3])) // => [0, 0, 0]
 * ```
 */
export const zeros: Initializer = (_key, shape) => T.zeros(shape)

/**
 * Ones: for the scale of a normalisation.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * T.toNested(Init.ones(Rng.key(0), [3])) // => [1, 1, 1]
 * ```
 */
export const ones: Initializer = (_key, shape) => T.ones(shape)

/**
 * 0.01 everywhere: for the biases of ReLU units, so that all of them fire at the start. An old custom; zeros do as well.
 *
 * Source: Karpathy, CS231n, "Neural Networks Part 2", initializing the biases.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * T.toNested(Init.reluBias(T.Rng.key(0), [2])).map((b) => b.toFixed(2)) // => ['0.01', '0.01']
 * ```
 */
export const reluBias: Initializer = (_key, shape) => T.full(shape, 0.01)
