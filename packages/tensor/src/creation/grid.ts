/** Coordinates of a grid. */
import type { DType } from '../DType.ts'
import { ShapeError, showShape } from '../errors.ts'
import { bind } from '../bind.ts'
import { type Fits, spread, checkTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import type { IsUnknownRank, ShapeMismatch, ShowShape } from '../Shape.ts'
import type { AnyTensor, Shape, Tensor } from '../Tensor.ts'

type Vectors = readonly AnyTensor[]

type LengthOf<S extends Shape> = S extends readonly [infer N extends number] ? N : number
type Lengths<L extends Vectors> = L extends readonly [
  infer X extends AnyTensor,
  ...infer Rest extends Vectors,
]
  ? readonly [LengthOf<X['shape']>, ...Lengths<Rest>]
  : L extends readonly []
    ? readonly []
    : Shape
type SwapFirst<S extends Shape> = S extends readonly [
  infer A extends number,
  infer B extends number,
  ...infer Rest extends Shape,
]
  ? readonly [B, A, ...Rest]
  : S

type CheckVectors<L extends Vectors> = L extends readonly [
  infer X extends AnyTensor,
  ...infer Rest extends Vectors,
]
  ? IsUnknownRank<X['shape']> extends true
    ? CheckVectors<Rest>
    : X['shape']['length'] extends 1
      ? CheckVectors<Rest>
      : ShapeMismatch<`meshgrid: takes vectors, got ${ShowShape<X['shape']>} of rank ${X['shape']['length']}`>
  : unknown

/** Which of the first two vectors runs along the first axis: the first (`ij`, as matrices are indexed) or the second (`xy`). */
export type Indexing = 'xy' | 'ij'

/** The shape of the grid that vectors span. */
export type GridShape<L extends Vectors, I extends Indexing> = I extends 'ij'
  ? Lengths<L>
  : SwapFirst<Lengths<L>>

/** The coordinates, one tensor per vector. */
export type Grid<L extends Vectors, I extends Indexing> = {
  readonly [K in keyof L]: Tensor<GridShape<L, I>, DTypeOf<L[K]> & DType>
}

/**
 * The coordinates of each point of the grid that vectors span, one tensor per vector.
 *
 * With `xy`, as in NumPy, the first vector runs along the columns; with `ij` it runs along the rows. The two differ in the
 * order of the first two axes alone.
 *
 * @throws ShapeError for what is no vector.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const [x, y] = T.meshgrid([T.tensor([1, 2, 3]), T.tensor([10, 20])])
 * T.toNested(x) // => [[1, 2, 3], [1, 2, 3]]
 * T.toNested(y) // => [[10, 10, 10], [20, 20, 20]]
 * ```
 */
export const meshgrid = <const L extends Vectors, const I extends Indexing = 'xy'>(
  vectors: L & Fits<CheckVectors<L>>,
  options: { readonly indexing?: I } = {},
): Grid<L, I> => {
  const list: Vectors = vectors
  const wrong = list.find((x) => checkTensor(x, 'meshgrid').shape.length !== 1)
  if (wrong !== undefined)
    throw new ShapeError(
      'meshgrid',
      `takes vectors, got ${showShape(wrong.shape)} of rank ${wrong.shape.length}`,
    )
  const axisOf = (i: number): number => (options.indexing === 'ij' || list.length < 2 || i > 1 ? i : 1 - i)
  const shape = list.map((_, axis) => list[axisOf(axis)]?.shape[0] ?? 0)
  return list.map((x, i) => {
    const own = shape.map((d, axis) => (axis === axisOf(i) ? d : 1))
    return spread(bind('reshape', [x], { shape: own }), shape)
  }) as never
}
