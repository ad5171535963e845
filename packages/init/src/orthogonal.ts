import * as T from '@gradus/tensor'
import { Rng, ShapeError, type AnyTensor, type Shape, type Tensor } from '@gradus/tensor'
import { atPlace, requireWindow } from './centre.ts'
import { requireScale } from './checks.ts'
import { fansFor } from './fans.ts'
import { type Initializer, scaleSample } from './Initializer.ts'

/** Uniform among the matrices `[inputs, outputs]` with orthonormal columns or rows. */
const draw = (key: Rng.Key, inputs: number, outputs: number): AnyTensor =>
  Rng.orthogonal(key, [inputs, outputs])

const kernelOf = (key: Rng.Key, shape: Shape): AnyTensor => {
  const [first = 0, second = 0, ...window] = shape
  if (shape.length === 2) return draw(key, first, second)
  const inputs = window.reduce((n, size) => n * size, second)
  return T.reshape(T.transpose(draw(key, inputs, first)), shape)
}

/**
 * Orthogonal: signals keep their length through linear layers, however deep.
 *
 * `wᵀ w = gain² · I` or `w wᵀ = gain² · I`, whichever can be; convolution kernels count as matrices `[in · window, out]`.
 *
 * Throws `ValueError` unless `gain` is positive and finite, `ShapeError` for a shape of rank below 2.
 *
 * Source: Saxe, McClelland and Ganguli, "Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear Neural
 * Networks", 2014; numbers equal to `jax.nn.initializers.orthogonal` but for the last bits.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const w = Init.orthogonal()(T.Rng.key(0), [2, 2])
 * T.toNested(T.round(T.matmul(w, T.transpose(w)))) // => [[1, 0], [0, 1]]
 * ```
 */
export const orthogonal = (gain = 1): Initializer => {
  requireScale('orthogonal', 'gain', gain)
  return <const S extends Shape>(key: Rng.Key, shape: S): Tensor<S> => {
    fansFor('orthogonal', shape)
    if (shape.includes(0)) return T.zeros(shape)
    return scaleSample(kernelOf(key, shape) as Tensor<Shape> as Tensor<S>, gain)
  }
}

/**
 * Orthogonal at the middle of the window, 0 elsewhere: convolutions that keep the length of signals, thousands deep.
 *
 * For kernels `[out, in, ...window]` with at least as many outputs as inputs; the middle is `⌊(size - 1) / 2⌋`.
 *
 * Throws `ValueError` unless `gain` is positive and finite, `ShapeError` unless there are one to three axes of window and no
 * fewer outputs than inputs.
 *
 * Source: Xiao et al., "Dynamical Isometry and a Mean Field Theory of CNNs", 2018; numbers equal to
 * `jax.nn.initializers.delta_orthogonal` but for the last bits.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const w = Init.deltaOrthogonal()(T.Rng.key(0), [1, 1, 3])
 * T.toNested(T.abs(w)) // => [[[0, 1, 0]]]
 * ```
 */
export const deltaOrthogonal = (gain = 1): Initializer => {
  requireScale('deltaOrthogonal', 'gain', gain)
  return (key, shape) => {
    requireWindow('deltaOrthogonal', shape)
    const [outputs = 0, inputs = 0] = shape
    if (outputs < inputs)
      throw new ShapeError(
        'deltaOrthogonal',
        `there must be no fewer outputs than inputs, got ${outputs} and ${inputs}. Use orthogonal.`,
      )
    if (shape.includes(0)) return T.zeros(shape)
    const matrix = T.transpose(draw(key, inputs, outputs))
    return scaleSample(
      atPlace(matrix, shape, (size) => Math.floor((size - 1) / 2)),
      gain,
    )
  }
}
