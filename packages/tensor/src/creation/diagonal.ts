/** Diagonals: a vector laid along one, or one read from a matrix. */
import { allocate, type DType } from '../DType.ts'
import { where } from '../elementwise.ts'
import { ShapeError, showShape } from '../errors.ts'
import { bind } from '../bind.ts'
import { type Fits, type Of, scalar, checkTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import type { Add, Subtract } from '../Arithmetic.ts'
import type { IsUnknownRank, ShapeMismatch } from '../shape/base.ts'
import type { Agree, IsParameter, SettledIn, ShowShape } from '../shape/dimension.ts'
import { type AnyTensor, Concrete, type Shape } from '../Tensor.ts'
import { type DiagonalOption, diagonalOf } from './triangle.ts'

type Smaller<A extends number, B extends number> = number extends A | B
  ? number
  : Subtract<A, B> extends 0
    ? A
    : B

/** The length of the `K`-th diagonal: columns to the right, or rows down where `K` is negative, are left out. */
type DiagonalLength<N extends number, M extends number, K extends number> = number extends K
  ? number
  : `${K}` extends `-${infer Down extends number}`
    ? Smaller<Subtract<N, Down>, M>
    : Smaller<N, Subtract<M, K>>

type Distance<K extends number> = `${K}` extends `-${infer Down extends number}` ? Down : K

/** The main diagonal of a square keeps its length even where that is a type parameter. */
type Diagonal<S extends Shape, N extends number, M extends number, K extends number> =
  Agree<N, M, S> extends true
    ? [IsParameter<N, S>, K] extends [true, 0]
      ? N
      : DiagonalLength<SettledIn<N, S> & number, SettledIn<M, S> & number, K>
    : DiagonalLength<SettledIn<N, S> & number, SettledIn<M, S> & number, K>

type Side<S extends Shape, N extends number, K extends number> = [K] extends [0]
  ? N
  : Add<SettledIn<N, S> & number, Distance<K>>

/** The shape of `diag`: a square from a vector, the length of the diagonal from a matrix. */
export type Diag<S extends Shape, K extends number> =
  IsUnknownRank<S> extends true
    ? Shape
    : S extends readonly [infer N extends number]
      ? readonly [Side<S, N, K>, Side<S, N, K>]
      : S extends readonly [infer N extends number, infer M extends number]
        ? readonly [Diagonal<S, N, M, K>]
        : ShapeMismatch<`diag: takes a vector or a matrix, got ${ShowShape<S>} of rank ${S['length']}`>

const fromVector = (x: AnyTensor, k: number): AnyTensor => {
  const size = (x.shape[0] ?? 0) + Math.abs(k)
  const [low, high] = k > 0 ? [0, k] : [-k, 0]
  const padded = bind('pad', [x], { low: [low], high: [high] })
  const column = bind('reshape', [padded], { shape: [size, 1] })
  const places = allocate('bool', size * size, 'diag')
  for (let i = Math.max(0, -k); i < size - Math.max(0, k); i++) places[i * size + i + k] = 1
  return where(
    new Concrete(places, [size, size], 'bool') as AnyTensor,
    column,
    scalar(0, x.dtype),
  ) as AnyTensor
}

const fromMatrix = (x: AnyTensor, k: number): AnyTensor => {
  const [rows = 0, columns = 0] = x.shape
  const [top, left] = [Math.max(0, -k), Math.max(0, k)]
  const length = Math.max(0, Math.min(rows - top, columns - left))
  const positions = Int32Array.from({ length }, (_, i) => (top + i) * columns + left + i)
  const flat = bind('reshape', [x], { shape: [rows * columns] })
  return bind('take', [flat, new Concrete(positions, [length], 'int32')], { axis: 0 })
}

/**
 * Of a vector, the matrix that has it on its diagonal `k` and zeros elsewhere; of a matrix, its diagonal `k`.
 *
 * @throws ShapeError for what is neither.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.diag(T.tensor([1, 2]))) // => [[1, 0], [0, 2]]
 * T.toNested(T.diag(T.tensor([[1, 2], [3, 4]]), { k: 1 })) // => [2]
 * ```
 */
export const diag = <X extends AnyTensor, const K extends number = 0>(
  x: X & Fits<Diag<X['shape'], K>>,
  options: DiagonalOption<K> = {},
): Of<Diag<X['shape'], K>, DTypeOf<X> & DType> => {
  checkTensor(x, 'diag')
  const k = diagonalOf('diag', options)
  if (x.shape.length !== 1 && x.shape.length !== 2)
    throw new ShapeError(
      'diag',
      `takes a vector or a matrix, got ${showShape(x.shape)} of rank ${x.shape.length}`,
    )
  return (x.shape.length === 1 ? fromVector(x, k) : fromMatrix(x, k)) as never
}
