/** Least squares, pseudo-inverses and ranks. */
import { bind, bindAll } from '../bind.ts'
import { ValueError } from '../errors.ts'
import { type Fits, type Of, scalar, spread } from '../operand.ts'
import { type AnyTensor, isConcrete, type Tensor } from '../Tensor.ts'
import { batchOf, type FloatOf, matmul, sizesOf, spreadBatch, systemOf, toMatrices } from './matrix.ts'
import { eye } from '../create.ts'
import type {
  BatchShape,
  FactorShapes,
  MatrixShape,
  PinvShape,
  ResidualsShape,
  SolutionShape,
} from './MatrixShape.ts'
import { checkCutoff, countingOf, pseudoinverseOf, resolution } from './pseudoinverse.ts'
import type { SolutionDType } from './triangularSolve.ts'

/** Below which part of the largest one other singular values count as 0. */
export interface CutoffOption {
  /** The rounding error of the longer side unless said: `max(m, n) · eps`. */
  readonly rcond?: number
}

const cutoff = (op: string, a: AnyTensor, { rcond = resolution(a) }: CutoffOption): number =>
  checkCutoff(op, rcond)

const countOf = (counts: AnyTensor): AnyTensor =>
  bind('reduceSum', [bind('cast', [counts], { dtype: 'int32' })], { axes: [counts.shape.length - 1] })

/** The solution of least squares, and how good it is. */
export interface Lstsq<A extends AnyTensor, B extends AnyTensor> {
  /** Of all that leave the smallest residual, the shortest. */
  readonly solution: Of<SolutionShape<A['shape'], B['shape'], 'lstsq'>, SolutionDType<A, B>>
  /** `‖b - a x‖²` for each right side. */
  readonly residuals: Of<ResidualsShape<A['shape'], B['shape'], 'lstsq'>, SolutionDType<A, B>>
  /** How many singular values of `a` count. */
  readonly rank: Tensor<BatchShape<A['shape']>, 'int32'>
  /** Of `a`, in descending order. */
  readonly singularValues: Tensor<FactorShapes<A['shape']>['values'], SolutionDType<A, B>>
}

/**
 * The `x` that makes `‖b - a x‖` smallest, and of several the shortest one: `a⁺ b`.
 *
 * Residuals are answered in any case, where NumPy leaves them out for a rank that is not full. Derivatives exist as long as
 * the rank does not change.
 *
 * @param a - `[…, m, n]`.
 * @param b - one vector `[m]`, or `[…, m, k]`, whose batch axes broadcast with those of `a`.
 * @returns the solution, `[…, n]` for a vector, otherwise `[…, n, k]`; residuals, `[…]` or `[…, k]`; rank and singular values.
 * @throws ShapeError where shapes do not fit; ValueError where elements are infinite or NaN, or `rcond` is negative.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { solution, rank } = T.lstsq(T.tensor([[2, 0], [0, 4], [0, 0]]), T.tensor([2, 8, 1]))
 * T.toNested(solution) // => [1, 2]
 * T.item(rank) // => 2
 * ```
 */
export const lstsq = <A extends AnyTensor, B extends AnyTensor>(
  a: A,
  b: B & Fits<SolutionShape<A['shape'], B['shape'], 'lstsq'>>,
  options: CutoffOption = {},
): Lstsq<A, B> => {
  const system = systemOf(toMatrices(a, 'lstsq'), b, 'lstsq')
  const { values, counts, times } = pseudoinverseOf(system.a, cutoff('lstsq', system.a, options))
  const x = times(system.b)
  const rest = bind('sub', [system.b, matmul(spreadBatch(system.a, system.batch), x)], {})
  const squares = bind('reduceSum', [bind('mul', [rest, rest], {})], { axes: [x.shape.length - 2] })
  return {
    solution: system.answer(x),
    residuals: system.answer(squares),
    rank: countOf(counts),
    singularValues: isConcrete(system.a) ? values : bindAll('svd', [system.a], { vectors: 'none' })[0],
  } as never
}

/**
 * The Moore-Penrose pseudo-inverse, which is the inverse of a regular matrix, and otherwise gives the shortest solution of
 * least squares.
 *
 * @param a - `[…, m, n]`.
 * @returns `[…, n, m]`.
 * @throws ShapeError for less than a matrix; ValueError where elements are infinite or NaN, or `rcond` is negative.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.pinv(T.tensor([[2, 0], [0, 4], [0, 0]]))) // => [[0.5, 0, 0], [0, 0.25, 0]]
 * ```
 */
export const pinv = <A extends AnyTensor>(
  a: A & Fits<MatrixShape<A['shape'], 'pinv'>>,
  options: CutoffOption = {},
): Of<PinvShape<A['shape']>, FloatOf<A>> => {
  const x = toMatrices(a, 'pinv')
  const [m] = sizesOf(x)
  const identity = eye(m, { dtype: x.dtype }) as AnyTensor
  return pseudoinverseOf(x, cutoff('pinv', x, options)).times(spreadBatch(identity, batchOf(x))) as never
}

/**
 * How many singular values are above the tolerance.
 *
 * @param a - `[…, m, n]`.
 * @param options - the tolerance, `max(m, n) · eps` times the largest singular value unless said, as in NumPy.
 * @returns int32, one number for each matrix.
 * @throws ShapeError for less than a matrix; ValueError where elements are infinite or NaN, or the tolerance is negative.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.matrixRank(T.tensor([[1, 2], [2, 4]]))) // => 1
 * T.item(T.matrixRank(T.tensor([[3, 0], [0, 1]]), { tolerance: 2 })) // => 1
 * ```
 */
export const matrixRank = <A extends AnyTensor>(
  a: A & Fits<MatrixShape<A['shape'], 'matrixRank'>>,
  options: { readonly tolerance?: number } = {},
): Tensor<BatchShape<A['shape']>, 'int32'> => {
  const x = toMatrices(a, 'matrixRank')
  const s = bindAll('svd', [bind('stopGradient', [x], {})], { vectors: 'none' })[0]!
  const { tolerance } = options
  if (tolerance === undefined) return countOf(countingOf(s, resolution(x))) as never
  if (!(tolerance >= 0))
    throw new ValueError('matrixRank', `the tolerance is a number from 0, got ${tolerance}`)
  return countOf(bind('less', [spread(scalar(tolerance, s.dtype), s.shape), s], {})) as never
}
