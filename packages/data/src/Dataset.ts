/**
 * The contract of the package: what a dataset is.
 *
 * A dataset is examples `x` with answers `y`, both tensors whose first axis counts the examples, and the name of the
 * part of the data that they are: `'all'`, or `'train'`, `'test'` and the like after `split`. The name is in the type, so
 * that what is fitted to data can ask for the training part.
 *
 * Laws. A dataset never changes. `x` and `y` have `size` rows each. Row `i` of `subset(indices)(d)` is row `indices[i]`
 * of `d`, hence `subset(range(d.size))` is the identity and `subset(a)` after `subset(b)` is `subset(a.map((i) => b[i]))`.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { AnyTensor, DType, Shape, Tensor } from '@gradus/tensor'

/** Examples `x`, answers `y`, how many there are, and which part of the data they are. */
export interface Dataset<out X extends AnyTensor, out Y extends AnyTensor, out Part extends string = 'all'> {
  readonly x: X
  readonly y: Y
  readonly size: number
  readonly part: Part
}

/** Any dataset. */
export type AnyDataset = Dataset<AnyTensor, AnyTensor, string>

/** The type of some rows of `X`: its shape with an unknown first dimension, or with `N`. */
export type Rows<X extends AnyTensor, N extends number = number> =
  X extends Tensor<infer S, infer D>
    ? S extends readonly [number, ...infer Tail extends Shape]
      ? Tensor<readonly [N, ...Tail], D>
      : Tensor<Shape, D>
    : never

/** The type of some rows of a dataset, of the same part. */
export type Subset<D extends AnyDataset> = Dataset<Rows<D['x']>, Rows<D['y']>, D['part']>

const rowsOf = (x: AnyTensor, name: string): number => {
  const [rows] = x.shape
  if (rows === undefined)
    throw new T.ShapeError(
      'fromTensors',
      `${name} must have a first axis that counts the examples, got a scalar`,
    )
  return rows
}

/**
 * A dataset of two tensors with the same first dimension.
 *
 * @throws ShapeError when the first dimensions differ.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { fromTensors } from '@gradus/data'
 *
 * const xor = fromTensors(
 *   T.tensor([[0, 0], [0, 1], [1, 0], [1, 1]]),
 *   T.tensor([0, 1, 1, 0], { dtype: 'int32' }),
 * )
 * xor.size // => 4
 * ```
 */
export const fromTensors = <X extends AnyTensor, Y extends AnyTensor>(x: X, y: Y): Dataset<X, Y> => {
  const size = rowsOf(x, 'x')
  const answers = rowsOf(y, 'y')
  if (size !== answers)
    throw new T.ShapeError(
      'fromTensors',
      `x and y must have as many rows as each other, got ${size} and ${answers}: [${x.shape.join(',')}] and [${y.shape.join(',')}]`,
    )
  return { x, y, size, part: 'all' }
}

/** Whole numbers are labels of classes; rows of numbers are targets of a regression. */
export type AnswersOf<Y> = Y extends readonly number[]
  ? Tensor<readonly [number], 'int32'>
  : Tensor<readonly [number, number]>

/** What the types forbid and plain JavaScript lets through: a typed array would make NaN of it without a word. */
const checkRow = (row: readonly unknown[], i: number, name: string): void => {
  if (!Array.isArray(row))
    throw new T.DTypeError(
      'fromArrays',
      `${name} is an array of rows, row ${i} is ${String(row)}. With one column, write [[1], [2]]`,
    )
  const odd = row.findIndex((value) => typeof value !== 'number')
  if (odd !== -1)
    throw new T.DTypeError(
      'fromArrays',
      `${name} holds numbers, row ${i}, column ${odd} is ${JSON.stringify(row[odd])}. For a table with text, use tableToDataset`,
    )
}

const matrix = (rows: readonly (readonly number[])[], name: string): Tensor<readonly [number, number]> => {
  rows.forEach((row, i) => checkRow(row, i, name))
  const width = rows[0]?.length ?? 0
  const odd = rows.findIndex((row) => row.length !== width)
  if (odd !== -1)
    throw new T.ShapeError(
      'fromArrays',
      `the rows of ${name} must be equally long, row 0 has ${width} numbers and row ${odd} has ${rows[odd]!.length}`,
    )
  return T.fromTypedArray(Float32Array.from(rows.flat()), [rows.length, width])
}

const labels = (values: readonly number[]): Tensor<readonly [number], 'int32'> => {
  const odd = values.findIndex((value) => !Number.isInteger(value) || value < 0)
  if (odd !== -1)
    throw new T.ValueError(
      'fromArrays',
      `labels must be whole numbers from 0, label ${odd} is ${values[odd]}. For a regression give rows: [[1.5], [2.5]]`,
    )
  return T.fromTypedArray(Int32Array.from(values), [values.length])
}

const isLabels = (y: readonly unknown[]): y is readonly number[] =>
  y.every((value) => typeof value === 'number')

/**
 * A dataset of plain arrays: rows of numbers, and a label for each (classification) or a row of targets (regression).
 *
 * @throws ShapeError for ragged rows and for as many answers as there are not examples; ValueError for labels that are not
 * whole numbers from 0.
 * @example
 * ```ts
 * import { fromArrays } from '@gradus/data'
 *
 * fromArrays([[0, 0], [0, 1]], [0, 1]).y.dtype // => 'int32'
 * fromArrays([[1], [2], [3]], [[1.5], [2.5], [3.5]]).y.shape // => [3, 1]
 * ```
 */
export const fromArrays = <Y extends readonly number[] | readonly (readonly number[])[]>(
  x: readonly (readonly number[])[],
  y: Y,
): Dataset<Tensor<readonly [number, number]>, AnswersOf<Y>> =>
  fromTensors(
    matrix(x, 'x'),
    // The kind of answer follows the same test as AnswersOf, which the compiler cannot see.
    (isLabels(y) ? labels(y) : matrix(y, 'y')) as AnswersOf<Y>,
  )

const gather = <X extends AnyTensor>(x: X, indices: Tensor<readonly [number], 'int32'>): Rows<X> =>
  T.take(x as AnyTensor, indices) as Rows<X>

const asIndices = (indices: ArrayLike<number>, size: number): Tensor<readonly [number], 'int32'> => {
  const values = Int32Array.from(indices)
  const odd = Array.from(indices).findIndex((index, i) => index !== values[i] || index < 0 || index >= size)
  if (odd !== -1)
    throw new T.ValueError(
      'subset',
      `indices must be whole numbers from 0 to ${size - 1}, index ${odd} is ${indices[odd]}`,
    )
  return T.fromTypedArray(values, [values.length])
}

/**
 * The rows with these indices, in this order; an index may come several times.
 *
 * @throws ValueError for an index that is no row.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { fromArrays, subset } from '@gradus/data'
 *
 * T.toNested(subset([2, 0])(fromArrays([[1], [2], [3]], [0, 1, 2])).x) // => [[3], [1]]
 * ```
 */
export const subset =
  (indices: ArrayLike<number>) =>
  <D extends AnyDataset>(dataset: D): Subset<D> => {
    const rows = asIndices(indices, dataset.size)
    return {
      x: gather<D['x']>(dataset.x, rows),
      y: gather<D['y']>(dataset.y, rows),
      size: rows.shape[0],
      part: dataset.part,
    }
  }

/**
 * The first `n` rows, or all when there are fewer.
 *
 * @example
 * ```ts
 * import { digits, take } from '@gradus/data'
 *
 * take(100)(digits()).size // => 100
 * ```
 */
export const take =
  (n: number) =>
  <D extends AnyDataset>(dataset: D): Subset<D> => {
    if (!Number.isInteger(n) || n < 0)
      throw new T.ValueError('take', `n must be a whole number from 0, got ${n}`)
    return subset(Array.from({ length: Math.min(n, dataset.size) }, (_, i) => i))(dataset)
  }

/**
 * The same dataset as another part: `relabel('train')(all)` says that everything is for training, once the settings are
 * chosen, and lets statistics be fitted to it.
 */
export const relabel =
  <const Part extends string>(part: Part) =>
  <D extends AnyDataset>(dataset: D): Dataset<D['x'], D['y'], Part> => ({
    ...dataset,
    part,
  })

/** A dataset whose answers are labels of classes. */
export type Labelled<X extends AnyTensor, Part extends string = string> = Dataset<
  X,
  Tensor<readonly [number], 'int32'>,
  Part
>

/** A float tensor whose first axis counts examples. */
export type Features = Tensor<Shape, Extract<DType, 'float32'>>
