/** Triangular factors of any matrix. */
import { bind, bindAll } from '../bind.ts'
import { tril, triu } from '../creation/triangle.ts'
import type { Fits } from '../operand.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { blockOf, type FloatOf, identityOf, sizesOf, toMatrices } from './matrix.ts'
import type { FactorShapes, MatrixShape } from './MatrixShape.ts'

/** Triangular factors, and the order of rows that they belong to. */
export interface Lu<A extends AnyTensor> {
  /** Which row of `a` each row of `l u` is: int32. */
  readonly p: Tensor<FactorShapes<A['shape']>['rows'], 'int32'>
  /** Lower triangular, with ones on the diagonal. */
  readonly l: Tensor<FactorShapes<A['shape']>['left'], FloatOf<A>>
  /** Upper triangular. */
  readonly u: Tensor<FactorShapes<A['shape']>['right'], FloatOf<A>>
}

/**
 * The factors that Gaussian elimination with partial pivoting leaves: `a[p] = l u`, where `a[p]` are the rows of `a` in
 * another order, `T.take(a, p)` of a single matrix.
 *
 * @param a - `[…, m, n]`; `k` is the smaller of `m` and `n`.
 * @returns `p` `[…, m]`, `l` `[…, m, k]`, `u` `[…, k, n]`.
 * @throws ShapeError for less than a matrix. A singular matrix has factors too: `u` has zeros on its diagonal.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { p, l, u } = T.lu(T.tensor([[1, 2], [4, 4]]))
 * T.toNested(p) // => [1, 0]
 * T.toNested(l) // => [[1, 0], [0.25, 1]]
 * T.toNested(u) // => [[4, 4], [0, 1]]
 * ```
 */
export const lu = <A extends AnyTensor>(a: A & Fits<MatrixShape<A['shape'], 'lu'>>): Lu<A> => {
  const x = toMatrices(a, 'lu')
  const [packed, p] = bindAll('lu', [x], { full: false }) as readonly [AnyTensor, AnyTensor]
  const [m, n] = sizesOf(x)
  const k = Math.min(m, n)
  const below = tril(blockOf(packed, m, k), { k: -1 })
  return { p, l: bind('add', [below, identityOf(below)], {}), u: triu(blockOf(packed, k, n)) } as never
}
