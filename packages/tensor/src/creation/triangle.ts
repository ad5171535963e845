/** Triangles of matrices. `k` counts diagonals: 0 is the main one, 1 the one above it, -1 the one below. */
import { allocate, type DType } from '../DType.ts'
import { where } from '../elementwise.ts'
import { ShapeError, showShape, ValueError } from '../errors.ts'
import { castTo, checkShape, type Fits, scalar, checkTensor } from '../operand.ts'
import type { ShapeMismatch, ShowShape } from '../Shape.ts'
import { type AnyTensor, Concrete, type Shape, type Tensor } from '../Tensor.ts'

/** Which diagonal is meant. */
export interface DiagonalOption<K extends number = number> {
  readonly k?: K
}

/** The diagonal that is meant, as a whole number. */
export const diagonalOf = (op: string, { k = 0 }: DiagonalOption): number => {
  if (!Number.isInteger(k)) throw new ValueError(op, `the diagonal k is a whole number, got ${k}`)
  return k
}

/** Where a row meets a column on the diagonal `k` or below. */
const lower = (op: string, rows: number, columns: number, k: number): AnyTensor => {
  const values = allocate('bool', rows * columns, op)
  for (let i = 0; i < rows; i++)
    values.fill(1, i * columns, i * columns + Math.min(columns, Math.max(0, i + k + 1)))
  return new Concrete(values, [rows, columns], 'bool')
}

/**
 * Ones on the diagonal `k` and below it, zeros above.
 *
 * @throws ShapeError for dimensions that are no whole numbers; ValueError for such a diagonal.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.tri(2, 3)) // => [[1, 0, 0], [1, 1, 0]]
 * ```
 */
export const tri = <const N extends number, const M extends number = N, const D extends DType = 'float32'>(
  rows: N,
  columns?: M,
  options: DiagonalOption & { readonly dtype?: D } = {},
): Tensor<readonly [N, M], D> => {
  const [n = 0, m = 0] = checkShape('tri', [rows, columns ?? rows])
  const ones = lower('tri', n, m, diagonalOf('tri', options))
  return castTo(ones, options.dtype ?? 'float32') as never
}

type CheckMatrix<S extends Shape, Op extends string> = S extends readonly [] | readonly [number]
  ? ShapeMismatch<`${Op}: takes a matrix or a stack of them, got ${ShowShape<S>} of rank ${S['length']}`>
  : unknown

const maskFor = (x: AnyTensor, op: string, k: number): AnyTensor => {
  if (checkTensor(x, op).shape.length < 2)
    throw new ShapeError(
      op,
      `takes a matrix or a stack of them, got ${showShape(x.shape)} of rank ${x.shape.length}`,
    )
  return lower(op, x.shape.at(-2) ?? 0, x.shape.at(-1) ?? 0, k)
}

/**
 * The matrix with zeros above the diagonal `k`; of several, each.
 *
 * @throws ShapeError for less than a matrix.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.tril(T.tensor([[1, 2], [3, 4]]))) // => [[1, 0], [3, 4]]
 * ```
 */
export const tril = <X extends AnyTensor>(
  x: X & Fits<CheckMatrix<X['shape'], 'tril'>>,
  options: DiagonalOption = {},
): X => where(maskFor(x, 'tril', diagonalOf('tril', options)), x as AnyTensor, scalar(0, x.dtype)) as never

/**
 * The matrix with zeros below the diagonal `k`; of several, each.
 *
 * @throws ShapeError for less than a matrix.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.triu(T.tensor([[1, 2], [3, 4]]), { k: 1 })) // => [[0, 2], [0, 0]]
 * ```
 */
export const triu = <X extends AnyTensor>(
  x: X & Fits<CheckMatrix<X['shape'], 'triu'>>,
  options: DiagonalOption = {},
): X =>
  where(maskFor(x, 'triu', diagonalOf('triu', options) - 1), scalar(0, x.dtype), x as AnyTensor) as never
