/**
 * The contract of preprocessing: statistics are fitted to the training part, then applied to anything.
 *
 * Laws. `fit` is a pure function of the training part; its result is a plain immutable record that survives JSON.
 * `apply(statistics)` treats every row alike, so it commutes with `subset`. Where there is `invert`,
 * `invert(s)(apply(s)(x))` is `x` up to rounding.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import type * as t from 'io-ts'
import type { AnyDataset, Dataset, Features } from '../Dataset.ts'

/** What every record of statistics says: which part of the data it was fitted to. */
export interface Statistics<Part extends string = 'train'> {
  readonly part: Part
}

/** Examples in rows, features in columns. */
export type Matrix = Tensor<readonly [number, number]>

/** Applies to a matrix, or to the examples of a dataset; the number of columns may change. */
export interface Transform {
  <Y extends AnyTensor, Part extends string>(dataset: Dataset<Matrix, Y, Part>): Dataset<Matrix, Y, Part>
  (x: Matrix): Matrix
}

/** Applies to a tensor, or to a dataset, and keeps the type, the shape in it. */
export type Scaling = <A extends Features | AnyDataset>(data: A) => A

/** Statistics of the training part, and what to do with them. */
export interface Preprocessor<S extends Statistics> {
  /** Statistics of the training part; nothing else compiles. */
  readonly fit: (train: Dataset<Matrix, AnyTensor, 'train'>) => S
  readonly apply: (statistics: S) => Transform
  /** For reading statistics back from JSON. */
  readonly codec: t.Type<S, unknown>
}

/** A preprocessor of examples of any shape that keeps the shape and can be undone. */
export interface ScalingPreprocessor<S extends Statistics> {
  /** Statistics of the training part; nothing else compiles. */
  readonly fit: (train: Dataset<Features, AnyTensor, 'train'>) => S
  readonly apply: (statistics: S) => Scaling
  readonly invert: (statistics: S) => Scaling
  /** For reading statistics back from JSON. */
  readonly codec: t.Type<S, unknown>
}

/** The numbers of one column. */
export type Column = Float64Array

const isDataset = (data: AnyTensor | AnyDataset): data is AnyDataset => 'x' in data

type OfTensor = (x: AnyTensor) => AnyTensor

/** Lifts a function that keeps shapes to tensors and to the examples of datasets. */
export const onFeatures = (f: OfTensor): Scaling =>
  ((data: AnyTensor | AnyDataset) => (isDataset(data) ? { ...data, x: f(data.x) } : f(data))) as Scaling

/** Lifts a function that keeps shapes to tensors and to the answers of datasets. */
export const onTargets = (f: OfTensor): Scaling =>
  ((data: AnyTensor | AnyDataset) => (isDataset(data) ? { ...data, y: f(data.y) } : f(data))) as Scaling

/** Lifts a function of matrices to matrices and to the examples of datasets. */
export const onMatrix = (f: (x: Matrix) => Matrix): Transform =>
  ((data: Matrix | Dataset<Matrix, AnyTensor, string>) =>
    isDataset(data) ? { ...data, x: f(data.x as Matrix) } : f(data)) as Transform

/** Refuses what is not the training part, for callers without types. */
export const checkPart = (operation: string, { part }: { readonly part: string }): void => {
  if (part !== 'train')
    throw new T.ValueError(
      operation,
      `statistics must be fitted to the part named train, got ${part}. Use relabel('train') when it is for training`,
    )
}

/** How many columns a tensor has, the dimensions after the first taken as one. */
const widthOf = (shape: Shape): number => shape.slice(1).reduce((product, size) => product * size, 1)

/** The columns of a tensor in float64, the dimensions after the first taken as one. */
export const columnsOf = (operation: string, x: AnyTensor): readonly Column[] => {
  const [rows = 0] = x.shape
  if (rows === 0)
    throw new T.ShapeError(
      operation,
      `there must be examples to fit to, got none: the shape is [${x.shape.join(',')}]`,
    )
  const values = T.toTypedArray(x)
  const width = widthOf(x.shape)
  return Array.from({ length: width }, (_, j) =>
    Float64Array.from({ length: rows }, (_, i) => values[i * width + j]!),
  )
}

/** Refuses a tensor with another number of columns than the statistics are of. */
export const checkWidth = (operation: string, shape: Shape, width: number): void => {
  if (widthOf(shape) !== width)
    throw new T.ShapeError(
      operation,
      `the statistics are of ${width} columns, the shape [${shape.join(',')}] has ${widthOf(shape)}`,
    )
}

/** Refuses positions that are no columns of a tensor. */
export const checkColumns = (operation: string, columns: readonly number[], width: number): void => {
  const odd = columns.find((column) => !Number.isInteger(column) || column < 0 || column >= width)
  if (odd !== undefined)
    throw new T.ValueError(operation, `columns must be whole numbers from 0 to ${width - 1}, got ${odd}`)
}
