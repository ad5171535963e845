/**
 * The contract of mixtures: `(key, x, y, { alpha }) → { x, y }`, new examples between the old ones.
 *
 * Laws. The same key gives the same result. Shapes and element types are kept. The i-th example is mixed with one other,
 * by a permutation of the batch, and its target by the same share, so rows of targets that sum to 1 still do. Targets are
 * distributions over classes, `[batch, classes]`, or numbers, `[batch, ...]`, but not labels: between two labels is
 * another label.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import { DTypeError, ShapeError } from '@gradus/tensor'
import type { AnyTensor, FloatDType, Rng, Shape, Tensor } from '@gradus/tensor'
import { requireAxes, requireFloats, requirePositive } from '../checks.ts'

/** The settings of `mixup` and `cutmix`. */
export interface MixtureOptions {
  /** Shares are drawn from Beta(alpha, alpha): near 0 or 1 for a small alpha, all alike for 1. */
  readonly alpha: number
}

/** Examples with their targets. */
export interface Examples<X, Y> {
  readonly x: X
  readonly y: Y
}

/** A mixture as a function. */
export type Mixture = <S extends Shape, D extends FloatDType, U extends Shape, E extends FloatDType>(
  key: Rng.Key,
  x: Tensor<S, D>,
  y: Tensor<U, E>,
  options: MixtureOptions,
) => Examples<Tensor<S, D>, Tensor<U, E>>

const requireBatch = (operation: string, x: AnyTensor, y: AnyTensor): void => {
  requireAxes(operation, 'y', y, '[batch,...]', (rank) => rank >= 1)
  if (x.shape[0] === y.shape[0]) return
  throw new ShapeError(
    operation,
    `x and y must have as many examples, got [${x.shape.join(',')}] and [${y.shape.join(',')}].`,
  )
}

const requireTargets = (operation: string, y: AnyTensor): void => {
  if (y.dtype === 'float32' || y.dtype === 'float64') return
  throw new DTypeError(
    operation,
    `y must be float32 or float64, got ${y.dtype}. Labels cannot be mixed; T.oneHot(y, classes) can.`,
  )
}

/** A mixture from what it does to tensors that can be mixed. */
export const mixture = (
  operation: string,
  mix: (key: Rng.Key, x: AnyTensor, y: AnyTensor, alpha: number) => Examples<AnyTensor, AnyTensor>,
): Mixture =>
  ((key: Rng.Key, x: AnyTensor, y: AnyTensor, { alpha }: MixtureOptions) => {
    requirePositive(operation, 'alpha', alpha)
    requireFloats(operation, 'x', x)
    requireTargets(operation, y)
    requireBatch(operation, x, y)
    return mix(key, x, y, alpha)
  }) as Mixture

/** `share · a + (1 - share) · b`, in the element type of `a`. */
export const between = (a: AnyTensor, b: AnyTensor, share: AnyTensor): AnyTensor => {
  const weight = T.cast(share, a.dtype)
  return T.add(T.mul(a, weight), T.mul(b, T.sub(1, weight)))
}
