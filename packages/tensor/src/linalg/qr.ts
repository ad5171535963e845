/** Orthonormal bases of the columns of matrices. */
import { bind, bindAll } from '../bind.ts'
import { ValueError } from '../errors.ts'
import type { Fits } from '../operand.ts'
import type { AnyTensor, Shape, Tensor } from '../Tensor.ts'
import { blockOf, type FloatOf, matmulTransposed, sizesOf, toMatrices } from './matrix.ts'
import type { FactorShapes, MatrixShape } from './MatrixShape.ts'

/** As many orthonormal columns as are needed, or a complete basis. */
export type QrMode = 'reduced' | 'complete'

type Q<S extends Shape, M extends QrMode> = FactorShapes<S>[M extends 'complete' ? 'allLeft' : 'left']
type R<S extends Shape, M extends QrMode> = M extends 'complete' ? S : FactorShapes<S>['right']

/** Orthonormal columns and an upper triangle. */
export interface Qr<A extends AnyTensor, M extends QrMode> {
  readonly q: Tensor<Q<A['shape'], M>, FloatOf<A>>
  readonly r: Tensor<R<A['shape'], M>, FloatOf<A>>
}

/** The first square decides about `q`; what it makes of the other columns is `r` there. */
const qrOfWide = (x: AnyTensor, m: number, n: number): readonly AnyTensor[] => {
  const [q, r] = bindAll('qr', [blockOf(x, m, m)], { complete: false }) as readonly [AnyTensor, AnyTensor]
  const rest = matmulTransposed(q, blockOf(x, m, n - m, m))
  return [q, bind('concat', [r, rest], { axis: x.shape.length - 1 })]
}

/**
 * Orthonormal columns `q` and an upper triangular `r` with `a = q r`, by Householder reflections.
 *
 * Signs are those of LAPACK, and so of NumPy: the diagonal of `r` may be negative. Multiply columns of `q` and rows of `r`
 * by its signs where a positive one is wanted. Derivatives exist where the columns of `a` (the first `m` of a wide one)
 * are linearly independent, and for the mode `'reduced'` or square matrices.
 *
 * @param a - `[…, m, n]`; `k` is the smaller of `m` and `n`.
 * @param options - the mode: `'reduced'` unless said, or `'complete'`.
 * @returns `q` `[…, m, k]` and `r` `[…, k, n]`; of the complete mode `[…, m, m]` and `[…, m, n]`.
 * @throws ShapeError for less than a matrix; ValueError for another mode.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { q, r } = T.qr(T.tensor([[3, 0], [4, 5]], { dtype: 'float64' }))
 * T.toNested(T.round(T.mul(q, 10))) // => [[-6, -8], [-8, 6]]
 * T.toNested(T.round(r)) // => [[-5, -4], [0, 3]]
 * ```
 */
export const qr = <A extends AnyTensor, const M extends QrMode = 'reduced'>(
  a: A & Fits<MatrixShape<A['shape'], 'qr'>>,
  options: { readonly mode?: M } = {},
): Qr<A, M> => {
  const mode: string = options.mode ?? 'reduced'
  if (mode !== 'reduced' && mode !== 'complete')
    throw new ValueError('qr', `the mode is 'reduced' or 'complete', got '${mode}'`)
  const x = toMatrices(a, 'qr')
  const [m, n] = sizesOf(x)
  const [q, r] = m < n ? qrOfWide(x, m, n) : bindAll('qr', [x], { complete: mode === 'complete' })
  return { q, r } as never
}
