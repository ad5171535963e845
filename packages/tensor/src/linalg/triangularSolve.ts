/** Systems with a triangular matrix. */
import { bind } from '../bind.ts'
import type { DType, ToFloat } from '../DType.ts'
import type { Fits, Of } from '../operand.ts'
import type { Promote } from '../promotion.ts'
import type { AnyTensor } from '../Tensor.ts'
import { spreadBatch, systemOf, toSquare } from './matrix.ts'
import type { SolveShape } from './MatrixShape.ts'

/** Which triangle counts, and how. */
export interface TriangularSolveOptions {
  /** The lower triangle, as `cholesky` makes it, unless `false`. The other one is not read. */
  readonly lower?: boolean
  /** Solves `aᵀ x = b`. */
  readonly transpose?: boolean
  /** The diagonal counts as ones, and is not read. */
  readonly unitDiagonal?: boolean
}

/** The element type of a solution. */
export type SolutionDType<A extends AnyTensor, B extends AnyTensor> = ToFloat<Promote<A, B> & DType>

/**
 * The solution `x` of `a x = b` for a triangular `a`.
 *
 * @param a - `[…, n, n]`.
 * @param b - one vector `[n]`, or `[…, n, k]`, whose batch axes broadcast with those of `a`.
 * @returns `[…, n]` for a vector, otherwise `[…, n, k]`.
 * @throws ShapeError where shapes do not fit; ValueError where an element of the diagonal is 0.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const l = T.tensor([[2, 0], [1, 3]])
 * T.toNested(T.triangularSolve(l, T.tensor([4, 8]))) // => [2, 2]
 * T.toNested(T.triangularSolve(l, T.tensor([5, 3]), { transpose: true })) // => [2, 1]
 * ```
 */
export const triangularSolve = <A extends AnyTensor, B extends AnyTensor>(
  a: A,
  b: B & Fits<SolveShape<A['shape'], B['shape'], 'triangularSolve'>>,
  { lower = true, transpose = false, unitDiagonal = false }: TriangularSolveOptions = {},
): Of<SolveShape<A['shape'], B['shape'], 'triangularSolve'>, SolutionDType<A, B>> => {
  const system = systemOf(toSquare(a, 'triangularSolve'), b, 'triangularSolve')
  const left = spreadBatch(system.a, system.batch)
  return system.answer(bind('triangularSolve', [left, system.b], { lower, transpose, unitDiagonal })) as never
}
