/** Singular values and vectors. */
import { bindAll } from '../bind.ts'
import type { Fits } from '../operand.ts'
import type { AnyTensor, Shape, Tensor } from '../Tensor.ts'
import { type FloatOf, toMatrices } from './matrix.ts'
import type { FactorShapes, MatrixShape } from './MatrixShape.ts'

type Left<S extends Shape, Full extends boolean> = FactorShapes<S>[Full extends true ? 'allLeft' : 'left']
type Right<S extends Shape, Full extends boolean> = FactorShapes<S>[Full extends true ? 'allRight' : 'right']

/** Left vectors as columns, singular values in descending order, right vectors as rows. */
export interface Svd<A extends AnyTensor, Full extends boolean> {
  readonly u: Tensor<Left<A['shape'], Full>, FloatOf<A>>
  readonly s: Tensor<FactorShapes<A['shape']>['values'], FloatOf<A>>
  readonly vh: Tensor<Right<A['shape'], Full>, FloatOf<A>>
}

/**
 * The singular value decomposition `a = u diag(s) vh`, with orthonormal columns of `u` and rows of `vh`.
 *
 * Of the two signs of a pair of vectors that one is answered which makes the largest element of the left vector positive.
 * Vectors of equal singular values have no derivative, nor have those that complete a basis: where values are known, it
 * throws; inside `jit` it is infinite or NaN.
 *
 * @param a - `[…, m, n]`; `k` is the smaller of `m` and `n`.
 * @param options - `fullMatrices` answers complete bases instead of `k` vectors of each kind.
 * @returns `u` `[…, m, k]`, `s` `[…, k]`, descending, and `vh` `[…, k, n]`; with full matrices `u` `[…, m, m]` and `vh`
 * `[…, n, n]`.
 * @throws ShapeError for less than a matrix; ValueError where elements are infinite or NaN.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { u, s, vh } = T.svd(T.tensor([[0, 2], [3, 0], [0, 0]]))
 * T.toNested(u) // => [[0, 1], [1, 0], [0, 0]]
 * T.toNested(s) // => [3, 2]
 * T.toNested(vh) // => [[1, 0], [0, 1]]
 * ```
 */
export const svd = <A extends AnyTensor, const Full extends boolean = false>(
  a: A & Fits<MatrixShape<A['shape'], 'svd'>>,
  options: { readonly fullMatrices?: Full } = {},
): Svd<A, Full> => {
  const vectors = options.fullMatrices === true ? 'full' : 'thin'
  const [u, s, vh] = bindAll('svd', [toMatrices(a, 'svd')], { vectors })
  return { u, s, vh } as never
}

/**
 * The singular values in descending order, which have first derivatives even where some are equal.
 *
 * @throws as `svd`.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.svdvals(T.tensor([[0, 2], [-3, 0]]))) // => [3, 2]
 * ```
 */
export const svdvals = <A extends AnyTensor>(
  a: A & Fits<MatrixShape<A['shape'], 'svdvals'>>,
): Tensor<FactorShapes<A['shape']>['values'], FloatOf<A>> =>
  bindAll('svd', [toMatrices(a, 'svdvals')], { vectors: 'none' })[0] as never
