import { describe, expectTypeOf, test } from 'vitest'
import type {
  AnyTensor,
  MatrixShape,
  Shape,
  ShapeMismatch,
  SolutionShape,
  SolveShape,
  SquareShape,
  Tensor,
} from '../src/index.ts'
import * as T from '../src/index.ts'

/** The text of the compiler's refusal. */
type Refusal<R> = R extends ShapeMismatch<infer M> ? M : never

const square = T.eye(3)
const stack = T.zeros([2, 5, 4, 4])
const tall = T.zeros([7, 3])
const wide = T.zeros([2, 3, 7])
const double = T.eye(3, { dtype: 'float64' })
const whole = T.eye(3, { dtype: 'int32' })
const dynamic = T.zeros([2 as number, 3, 3])
const unknown = T.zeros([1] as Shape)
const any: AnyTensor = square

describe('square matrices', () => {
  test('keep their shape, or leave that of the stack', () => {
    expectTypeOf(T.cholesky(square)).toEqualTypeOf<Tensor<readonly [3, 3]>>()
    expectTypeOf(T.cholesky(stack)).toEqualTypeOf<Tensor<readonly [2, 5, 4, 4]>>()
    expectTypeOf(T.inv(stack)).toEqualTypeOf<Tensor<readonly [2, 5, 4, 4]>>()
    expectTypeOf(T.det(square)).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.det(stack)).toEqualTypeOf<Tensor<readonly [2, 5]>>()
    expectTypeOf(T.slogdet(stack).sign).toEqualTypeOf<Tensor<readonly [2, 5]>>()
    expectTypeOf(T.slogdet(square).logabsdet).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.eigh(stack).eigenvalues).toEqualTypeOf<Tensor<readonly [2, 5, 4]>>()
    expectTypeOf(T.eigh(stack).eigenvectors).toEqualTypeOf<Tensor<readonly [2, 5, 4, 4]>>()
    expectTypeOf(T.eigvalsh(square)).toEqualTypeOf<Tensor<readonly [3]>>()
  })
  test('floats keep their type, whole numbers become float32', () => {
    expectTypeOf(T.inv(double)).toEqualTypeOf<Tensor<readonly [3, 3], 'float64'>>()
    expectTypeOf(T.det(whole)).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.solve(whole, double)).toEqualTypeOf<Tensor<readonly [3, 3], 'float64'>>()
    expectTypeOf(T.svd(double).s).toEqualTypeOf<Tensor<readonly [3], 'float64'>>()
  })
  test('what is not known is number, or any shape', () => {
    expectTypeOf(T.inv(dynamic)).toEqualTypeOf<Tensor<readonly [number, 3, 3]>>()
    expectTypeOf(T.det(dynamic)).toEqualTypeOf<Tensor<readonly [number]>>()
    expectTypeOf(T.cholesky(T.zeros([3 as number, 3]))).toEqualTypeOf<Tensor<readonly [number, 3]>>()
    expectTypeOf(T.inv(unknown)).toEqualTypeOf<Tensor<Shape>>()
    expectTypeOf(T.det(any).shape).toEqualTypeOf<Shape>()
  })
  test('functions over the size and the batch', () => {
    const whiten = <N extends number>(x: Tensor<readonly [N, N]>): Tensor<readonly [N, N]> =>
      T.inv(T.cholesky(x))
    expectTypeOf(whiten(square)).toEqualTypeOf<Tensor<readonly [3, 3]>>()
    const logarithms = <B extends number>(x: Tensor<readonly [B, 4, 4]>): Tensor<readonly [B]> =>
      T.slogdet(x).logabsdet
    expectTypeOf(logarithms(T.zeros([6, 4, 4]))).toEqualTypeOf<Tensor<readonly [6]>>()
    const weigh = <N extends number>(
      a: Tensor<readonly [N, N]>,
      b: Tensor<readonly [N]>,
    ): Tensor<readonly [N]> => T.solve(a, b)
    expectTypeOf(weigh(square, T.zeros([3]))).toEqualTypeOf<Tensor<readonly [3]>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error cholesky: takes square matrices, got [7,3]: 7 rows, 3 columns
    T.cholesky(tall)
    // @ts-expect-error inv: takes square matrices, got [2,3,7]: 3 rows, 7 columns
    T.inv(wide)
    // @ts-expect-error det: takes a matrix or a stack of them, got [3] of rank 1
    T.det(T.zeros([3]))
    // @ts-expect-error slogdet: takes square matrices, got [7,3]: 7 rows, 3 columns
    T.slogdet(tall)
    // @ts-expect-error eigh: takes square matrices, got [7,3]: 7 rows, 3 columns
    T.eigh(tall)
    // @ts-expect-error eigvalsh: takes a matrix or a stack of them, got [] of rank 0
    T.eigvalsh(T.tensor(1))
    // @ts-expect-error a size that the caller chooses is not 4
    const wrong = <N extends number>(x: Tensor<readonly [N, 4]>) => T.inv(x)
    expectTypeOf(wrong).toBeFunction()
    expectTypeOf<
      Refusal<SquareShape<readonly [7, 3], 'inv'>>
    >().toEqualTypeOf<'inv: takes square matrices, got [7,3]: 7 rows, 3 columns'>()
    expectTypeOf<
      Refusal<SquareShape<readonly [3], 'det'>>
    >().toEqualTypeOf<'det: takes a matrix or a stack of them, got [3] of rank 1'>()
  })
})

describe('systems', () => {
  test('the right side is one vector, or matrices', () => {
    expectTypeOf(T.solve(square, T.zeros([3]))).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.solve(square, T.zeros([3, 2]))).toEqualTypeOf<Tensor<readonly [3, 2]>>()
    expectTypeOf(T.solve(stack, T.zeros([4]))).toEqualTypeOf<Tensor<readonly [2, 5, 4]>>()
    expectTypeOf(T.solve(stack, T.zeros([4, 2]))).toEqualTypeOf<Tensor<readonly [2, 5, 4, 2]>>()
    expectTypeOf(T.solve(square, T.zeros([6, 3, 1]))).toEqualTypeOf<Tensor<readonly [6, 3, 1]>>()
    expectTypeOf(T.triangularSolve(square, T.zeros([3, 2]), { transpose: true })).toEqualTypeOf<
      Tensor<readonly [3, 2]>
    >()
    expectTypeOf(T.solve(dynamic, T.zeros([3, 2]))).toEqualTypeOf<Tensor<readonly [number, 3, 2]>>()
    expectTypeOf(T.solve(unknown, T.zeros([3]))).toEqualTypeOf<Tensor<Shape>>()
  })
  test('least squares', () => {
    const { solution, residuals, rank, singularValues } = T.lstsq(tall, T.zeros([7]))
    expectTypeOf(solution).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(residuals).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(rank).toEqualTypeOf<Tensor<readonly [], 'int32'>>()
    expectTypeOf(singularValues).toEqualTypeOf<Tensor<readonly [3]>>()
    const many = T.lstsq(wide, T.zeros([3, 4], { dtype: 'float64' }))
    expectTypeOf(many.solution).toEqualTypeOf<Tensor<readonly [2, 7, 4], 'float64'>>()
    expectTypeOf(many.residuals).toEqualTypeOf<Tensor<readonly [2, 4], 'float64'>>()
    expectTypeOf(many.rank).toEqualTypeOf<Tensor<readonly [2], 'int32'>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error solve: takes square matrices, got [7,3]: 7 rows, 3 columns
    T.solve(tall, T.zeros([7]))
    // @ts-expect-error solve: [3,3] has 3 rows, the right side [4] has 4
    T.solve(square, T.zeros([4]))
    // @ts-expect-error triangularSolve: [3,3] has 3 rows, the right side [2,3] has 2
    T.triangularSolve(square, T.zeros([2, 3]))
    // @ts-expect-error lstsq: [7,3] has 7 rows, the right side [3] has 3
    T.lstsq(tall, T.zeros([3]))
    // @ts-expect-error solve: cannot broadcast [2,5] with [3]: 5 against 3
    T.solve(stack, T.zeros([3, 4, 1]))
    // @ts-expect-error solve: the right side is a vector or a matrix, got a scalar
    T.solve(square, T.tensor(1))
    // @ts-expect-error a number is no right side
    T.solve(square, 1)
    type Rows = Refusal<SolveShape<readonly [3, 3], readonly [4], 'solve'>>
    expectTypeOf<Rows>().toEqualTypeOf<'solve: [3,3] has 3 rows, the right side [4] has 4'>()
    type Scalar = Refusal<SolveShape<readonly [3, 3], readonly [], 'solve'>>
    expectTypeOf<Scalar>().toEqualTypeOf<'solve: the right side is a vector or a matrix, got a scalar'>()
    type Batches = Refusal<SolveShape<readonly [2, 3, 3], readonly [5, 3, 1], 'solve'>>
    expectTypeOf<Batches>().toEqualTypeOf<'solve: cannot broadcast [2] with [5]: 2 against 5'>()
    type Vector = Refusal<SolutionShape<readonly [3], readonly [3], 'lstsq'>>
    expectTypeOf<Vector>().toEqualTypeOf<'lstsq: takes a matrix or a stack of them, got [3] of rank 1'>()
  })
})

describe('factors', () => {
  test('are as thin as they can be', () => {
    const { p, l, u } = T.lu(tall)
    expectTypeOf(p).toEqualTypeOf<Tensor<readonly [7], 'int32'>>()
    expectTypeOf(l).toEqualTypeOf<Tensor<readonly [7, 3]>>()
    expectTypeOf(u).toEqualTypeOf<Tensor<readonly [3, 3]>>()
    expectTypeOf(T.lu(wide).u).toEqualTypeOf<Tensor<readonly [2, 3, 7]>>()
    expectTypeOf(T.qr(tall).q).toEqualTypeOf<Tensor<readonly [7, 3]>>()
    expectTypeOf(T.qr(wide).r).toEqualTypeOf<Tensor<readonly [2, 3, 7]>>()
    expectTypeOf(T.svd(wide).u).toEqualTypeOf<Tensor<readonly [2, 3, 3]>>()
    expectTypeOf(T.svd(wide).s).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.svd(wide).vh).toEqualTypeOf<Tensor<readonly [2, 3, 7]>>()
    expectTypeOf(T.svdvals(tall)).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.pinv(wide)).toEqualTypeOf<Tensor<readonly [2, 7, 3]>>()
    expectTypeOf(T.matrixRank(wide)).toEqualTypeOf<Tensor<readonly [2], 'int32'>>()
  })
  test('or complete bases', () => {
    expectTypeOf(T.qr(tall, { mode: 'complete' }).q).toEqualTypeOf<Tensor<readonly [7, 7]>>()
    expectTypeOf(T.qr(tall, { mode: 'complete' }).r).toEqualTypeOf<Tensor<readonly [7, 3]>>()
    expectTypeOf(T.svd(wide, { fullMatrices: true }).u).toEqualTypeOf<Tensor<readonly [2, 3, 3]>>()
    expectTypeOf(T.svd(wide, { fullMatrices: true }).vh).toEqualTypeOf<Tensor<readonly [2, 7, 7]>>()
  })
  test('what is not known is number', () => {
    expectTypeOf(T.qr(T.zeros([5 as number, 3])).q).toEqualTypeOf<Tensor<readonly [number, number]>>()
    expectTypeOf(T.svd(unknown).s).toEqualTypeOf<Tensor<Shape>>()
    const basis = <M extends number>(x: Tensor<readonly [M, 3]>) => T.qr(x, { mode: 'complete' }).q
    expectTypeOf(basis(tall)).toEqualTypeOf<Tensor<readonly [7, 7]>>()
    const middle = <M extends number>(x: Tensor<readonly [M, M]>): Tensor<readonly [M]> => T.svd(x).s
    expectTypeOf(middle(square)).toEqualTypeOf<Tensor<readonly [3]>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error lu: takes a matrix or a stack of them, got [3] of rank 1
    T.lu(T.zeros([3]))
    // @ts-expect-error qr: takes a matrix or a stack of them, got [3] of rank 1
    T.qr(T.zeros([3]))
    // @ts-expect-error svd: takes a matrix or a stack of them, got [] of rank 0
    T.svd(T.tensor(1))
    // @ts-expect-error svdvals: takes a matrix or a stack of them, got [3] of rank 1
    T.svdvals(T.zeros([3]))
    // @ts-expect-error pinv: takes a matrix or a stack of them, got [3] of rank 1
    T.pinv(T.zeros([3]))
    // @ts-expect-error matrixRank: takes a matrix or a stack of them, got [3] of rank 1
    T.matrixRank(T.zeros([3]))
    // @ts-expect-error no such mode
    T.qr(tall, { mode: 'r' })
    expectTypeOf<
      Refusal<MatrixShape<readonly [3], 'lu'>>
    >().toEqualTypeOf<'lu: takes a matrix or a stack of them, got [3] of rank 1'>()
  })
})

describe('orthogonal matrices at random', () => {
  test('have the shape that was asked for', () => {
    expectTypeOf(T.Rng.orthogonal(T.Rng.key(0), [2, 5, 3])).toEqualTypeOf<Tensor<readonly [2, 5, 3]>>()
    // @ts-expect-error Rng.orthogonal: takes a matrix or a stack of them, got [3] of rank 1
    T.Rng.orthogonal(T.Rng.key(0), [3])
  })
})
