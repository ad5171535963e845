/**
 * The contract of the package: an initialiser is a pure function of a key and a shape.
 *
 * Laws. The result has the shape that was asked for, and is `float32`. The same key and shape give the same
 * numbers, equal to those of `jax.nn.initializers` for the same key. Different keys give independent numbers,
 * so every parameter gets a key of its own (`Rng.split`, `Rng.foldIn`).
 *
 * Dense kernels are `[in, out]`. Convolution kernels are `[out, in, ...window]`.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { Rng, Shape, Tensor } from '@gradus/tensor'

/**
 * Makes a tensor of a given shape from a key.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import type { Initializer } from '@gradus/init'
 *
 * const halves: Initializer = (_key, shape) => T.full(shape, 0.5)
 *
 * T.toNested(halves(T.Rng.key(0), [2])) // => [0.5, 0.5]
 * ```
 */
export type Initializer = <const S extends Shape>(key: Rng.Key, shape: S) => Tensor<S>

/** A sample times a number: the same shape, which broadcasting with a number cannot change. */
export const scaleSample = <S extends Shape>(sample: Tensor<S>, factor: number): Tensor<S> =>
  T.mul(sample as Tensor, factor) as Tensor<Shape> as Tensor<S>
