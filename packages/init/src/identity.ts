import * as T from '@gradus/tensor'
import { ShapeError, type Tensor } from '@gradus/tensor'
import { atPlace, requireWindow } from './centre.ts'
import type { Initializer } from './Initializer.ts'

/**
 * The identity: a dense layer that passes on what it gets, as far as it has outputs. The key is not used.
 *
 * `w_ij = 1` for `i = j`, else 0, for kernels `[in, out]`. Throws `ShapeError` for another rank.
 *
 * Source: numbers equal to PyTorch's `eye_`; for recurrent layers of ReLU: Le, Jaitly and Hinton, "A Simple Way to Initialize
 * Recurrent Networks of Rectified Linear Units", 2015.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * T.toNested(Init.identity(T.Rng.key(0), [2, 3])) // => [[1, 0, 0], [0, 1, 0]]
 * ```
 */
export const identity: Initializer = <const S extends readonly number[]>(
  _key: unknown,
  shape: S,
): Tensor<S> => {
  const [rows, columns] = shape
  if (shape.length !== 2 || rows === undefined || columns === undefined)
    throw new ShapeError(
      'identity',
      `a dense kernel has rank 2, got shape [${shape.join(',')}]. For convolutions use dirac.`,
    )
  return T.eye(rows, { columns }) as Tensor as Tensor<S>
}

/**
 * The identity of convolutions: each channel passes to the output of the same number. The key is not used.
 *
 * `w = 1` at output `i`, input `i` and the middle `⌊size / 2⌋` of the window, else 0, for kernels `[out, in, ...window]`. Throws
 * `ShapeError` unless there are one to three axes of window.
 *
 * Source: numbers equal to PyTorch's `dirac_`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * T.toNested(Init.dirac(T.Rng.key(0), [1, 1, 3])) // => [[[0, 1, 0]]]
 * ```
 */
export const dirac: Initializer = (_key, shape) => {
  requireWindow('dirac', shape)
  const [outputs = 0, inputs = 0] = shape
  return atPlace(T.eye(outputs, { columns: inputs }), shape, (size) => Math.floor(size / 2))
}
