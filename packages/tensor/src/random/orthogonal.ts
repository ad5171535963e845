/** Orthogonal matrices at random. */
import { bind, bindAll } from '../bind.ts'
import { batchOf, diagonalOf, toMatrices, transposed } from '../linalg/matrix.ts'
import type { MatrixShape } from '../linalg/MatrixShape.ts'
import { checkShape, type Fits, spread } from '../operand.ts'
import { checkKey, type Key, normal } from '../Rng.ts'
import type { AnyTensor, Shape, Tensor } from '../Tensor.ts'

/** Uniform among matrices with orthonormal columns: Householder's `q`, with the signs that make the diagonal of `r` positive. */
const orthonormalColumns = (z: AnyTensor): AnyTensor => {
  const [q, r] = bindAll('qr', [z], { complete: false }) as readonly [AnyTensor, AnyTensor]
  const signs = bind('sign', [diagonalOf(r)], {})
  const row = bind('reshape', [signs], { shape: [...batchOf(q), 1, signs.shape.at(-1) ?? 0] })
  return bind('mul', [q, spread(row, q.shape)], {})
}

/**
 * Matrices drawn uniformly from all with orthonormal columns, or with orthonormal rows where they are wide: `q qᵀ = I` for
 * square ones. The stream equals that of JAX but for the last bits.
 *
 * @param shape - `[…, m, n]`
 * @throws ShapeError for less than a matrix.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const q = T.Rng.orthogonal(T.Rng.key(0), [2, 2])
 * T.toNested(T.round(T.matmul(q, T.transpose(q)))) // => [[1, 0], [0, 1]]
 * ```
 * Source: F. Mezzadri, "How to generate random matrices from the classical compact groups", 2007, section 5.
 */
export const orthogonal = <const S extends Shape>(
  k: Key,
  shape: S & Fits<MatrixShape<S, 'Rng.orthogonal'>>,
): Tensor<S> => {
  const sizes: Shape = checkShape('Rng.orthogonal', shape)
  const [m = 0, n = 0] = sizes.slice(-2)
  const wide = m < n
  const tall = wide ? [...sizes.slice(0, -2), n, m] : sizes
  const z = toMatrices(normal(checkKey(k, 'Rng.orthogonal'), tall) as AnyTensor, 'Rng.orthogonal')
  const q = orthonormalColumns(z)
  return (wide ? transposed(q) : q) as never
}
