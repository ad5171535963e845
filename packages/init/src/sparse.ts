import * as T from '@gradus/tensor'
import { Rng, ShapeError, ValueError, type Shape, type Tensor } from '@gradus/tensor'
import { requireScale } from './checks.ts'
import { type Initializer, scaleSample } from './Initializer.ts'

/** The settings of `sparse`. */
export interface SparseOptions {
  /** The share of each unit's inputs that it does not look at, in [0, 1). */
  readonly sparsity: number
  /** The standard deviation of the others; 0.01 unless given. */
  readonly stddev?: number
}

/**
 * Gaussian weights from a few inputs only: units start out different, and are not saturated by wide layers.
 *
 * For kernels `[in, out]`: of each column `⌈sparsity · in⌉` weights, at random, are 0, the others `stddev · z`, `z ~ N(0, 1)`.
 *
 * Throws `ValueError` for a sparsity outside [0, 1) or a `stddev` that is not positive and finite, `ShapeError` for a rank other
 * than 2.
 *
 * Source: Martens, "Deep Learning via Hessian-free Optimization", 2010, section 5; the rule is that of PyTorch's `sparse_`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const kernel = Init.sparse({ sparsity: 0.75 })(T.Rng.key(0), [8, 3])
 * T.toNested(T.countNonzero(kernel, { axis: 0 })) // => [2, 2, 2]
 * ```
 */
export const sparse = ({ sparsity, stddev = 0.01 }: SparseOptions): Initializer => {
  requireScale('sparse', 'stddev', stddev)
  if (!(sparsity >= 0 && sparsity < 1))
    throw new ValueError('sparse', `sparsity must be in [0, 1), got ${sparsity}.`)
  return <const S extends Shape>(key: Rng.Key, shape: S): Tensor<S> => {
    if (shape.length !== 2)
      throw new ShapeError('sparse', `a dense kernel has rank 2, got shape [${shape.join(',')}].`)
    const [weightKey, placeKey] = Rng.split(key)
    const order: Tensor = Rng.uniform(placeKey, shape)
    const places = T.argSort(T.argSort(order, { axis: 0 }), { axis: 0 })
    const seen = T.greaterEqual(places, Math.ceil(sparsity * (shape[0] ?? 0)))
    return scaleSample(
      T.where(seen, Rng.normal(weightKey, shape) as Tensor, 0) as Tensor as Tensor<S>,
      stddev,
    )
  }
}
