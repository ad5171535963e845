/** Linear systems with square matrices. */
import { bind, bindAll } from '../bind.ts'
import { ValueError } from '../errors.ts'
import { nameOf } from '../kernels/linalg/matrices.ts'
import type { Fits, Of } from '../operand.ts'
import type { AnyTensor } from '../Tensor.ts'
import {
  batchOf,
  type FloatOf,
  identityOf,
  sizesOf,
  spreadBatch,
  type System,
  systemOf,
  toSquare,
  valuesOf,
} from './matrix.ts'
import type { SolveShape, SquareShape } from './MatrixShape.ts'
import { permuteRows } from './permuteRows.ts'
import type { SolutionDType } from './triangularSolve.ts'

/** Where values are known; inside `jit` the division says it. */
const checkRegular = (packed: AnyTensor, op: string): void => {
  const values = valuesOf(packed)
  const [n] = sizesOf(packed)
  const at = values?.findIndex((v, i) => v === 0 && (i % (n * n)) % (n + 1) === 0) ?? -1
  if (at < 0) return
  const name = nameOf(batchOf(packed), Math.floor(at / (n * n)))
  throw new ValueError(
    op,
    `${name} is singular, its pivot ${(at % (n * n)) / (n + 1)} is 0. Take lstsq or pinv for the least squares?`,
  )
}

const solved = ({ a, b, batch }: System, op: string): AnyTensor => {
  const [packed, rows] = bindAll('lu', [a], { full: false }) as readonly [AnyTensor, AnyTensor]
  checkRegular(packed, op)
  const factors = spreadBatch(packed, batch)
  const [n] = sizesOf(a)
  const order = bind('broadcast', [rows], { shape: [...batch, n] })
  const y = bind('triangularSolve', [factors, permuteRows(b, order)], {
    lower: true,
    transpose: false,
    unitDiagonal: true,
  })
  return bind('triangularSolve', [factors, y], { lower: false, transpose: false, unitDiagonal: false })
}

/**
 * The solution `x` of `a x = b`, by Gaussian elimination with partial pivoting.
 *
 * @param a - `[…, n, n]`.
 * @param b - one vector `[n]`, or `[…, n, k]`, whose batch axes broadcast with those of `a`, as in the Array API standard.
 * @returns `[…, n]` for a vector, otherwise `[…, n, k]`.
 * @throws ShapeError where shapes do not fit; ValueError where a matrix is singular.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.solve(T.tensor([[2, 0], [1, 4]]), T.tensor([2, 9]))) // => [1, 2]
 * ```
 */
export const solve = <A extends AnyTensor, B extends AnyTensor>(
  a: A,
  b: B & Fits<SolveShape<A['shape'], B['shape'], 'solve'>>,
): Of<SolveShape<A['shape'], B['shape'], 'solve'>, SolutionDType<A, B>> => {
  const system = systemOf(toSquare(a, 'solve'), b, 'solve')
  return system.answer(solved(system, 'solve')) as never
}

/**
 * The inverse matrix. To solve a system, `solve` is faster and more accurate.
 *
 * @param a - `[…, n, n]`.
 * @throws ShapeError where matrices are not square; ValueError where one is singular.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.inv(T.tensor([[2, 0], [1, 4]]))) // => [[0.5, 0], [-0.125, 0.25]]
 * ```
 */
export const inv = <A extends AnyTensor>(
  a: A & Fits<SquareShape<A['shape'], 'inv'>>,
): Of<A['shape'], FloatOf<A>> => {
  const x = toSquare(a, 'inv')
  return solved(systemOf(x, identityOf(x), 'inv'), 'inv') as never
}
