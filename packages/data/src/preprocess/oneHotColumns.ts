/**
 * Spreading out columns of category codes.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import * as t from 'io-ts'
import {
  checkColumns,
  checkPart,
  checkWidth,
  columnsOf,
  type Matrix,
  onMatrix,
  type Preprocessor,
  type Statistics,
} from './Preprocessor.ts'

/** The codes that the training part has in each chosen column, in order. */
export interface OneHotStatistics extends Statistics {
  readonly kind: 'oneHotColumns'
  /** How many columns there were before. */
  readonly width: number
  readonly codes: readonly { readonly column: number; readonly values: readonly number[] }[]
}

const codec: t.Type<OneHotStatistics, unknown> = t.readonly(
  t.type({
    kind: t.literal('oneHotColumns'),
    part: t.literal('train'),
    width: t.number,
    codes: t.readonlyArray(t.readonly(t.type({ column: t.number, values: t.readonlyArray(t.number) }))),
  }),
)

interface Run {
  readonly start: number
  readonly end: number
  readonly codes: readonly number[] | undefined
}

/** The columns from left to right: each chosen one alone, the others in runs as long as they are. */
const runsOf = ({ width, codes }: OneHotStatistics): readonly Run[] => {
  const chosen = codes.toSorted((a, b) => a.column - b.column)
  const starts = [0, ...chosen.map(({ column }) => column + 1)]
  return starts.flatMap((start, i): Run[] => {
    const next = chosen[i]
    const end = next?.column ?? width
    return [
      ...(end > start ? [{ start, end, codes: undefined }] : []),
      ...(next === undefined ? [] : [{ start: end, end: end + 1, codes: next.values }]),
    ]
  })
}

const spread =
  (x: Matrix) =>
  ({ start, end, codes }: Run): Matrix => {
    const columns = T.slice(x, [0, start], [x.shape[0], end])
    if (codes === undefined) return columns
    const values = T.fromTypedArray(Float32Array.from(codes), [1, codes.length])
    return T.cast(T.equal(columns as AnyTensor, values as AnyTensor), 'float32') as Matrix
  }

/** A matrix has a column, so the list is not empty. */
const concatColumns = (parts: readonly Matrix[]): Matrix =>
  T.concat(parts as unknown as readonly [AnyTensor, ...AnyTensor[]], { axis: 1 }) as AnyTensor as Matrix

/**
 * Replaces the columns at these positions by one column for each code that the training part has there, with 1 where the
 * code stands and 0 elsewhere. A code that the training part has not becomes zeros throughout.
 *
 * `fit` throws ValueError for a position that is no column; `apply` throws ShapeError for another number of columns.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { fromArrays, oneHotColumns, relabel } from '@gradus/data'
 *
 * const colour = oneHotColumns([1])
 * const train = relabel('train')(fromArrays([[0.5, 2], [1.5, 0]], [0, 1]))
 * T.toNested(colour.apply(colour.fit(train))(T.tensor([[3, 0], [4, 1], [5, 2]]))) // => [[3, 1, 0], [4, 0, 0], [5, 0, 1]]
 * ```
 */
export const oneHotColumns = (columns: readonly number[]): Preprocessor<OneHotStatistics> => ({
  fit: (train) => {
    checkPart('oneHotColumns.fit', train)
    const values = columnsOf('oneHotColumns.fit', train.x)
    checkColumns('oneHotColumns.fit', columns, values.length)
    return {
      kind: 'oneHotColumns',
      part: 'train',
      width: values.length,
      codes: [...new Set(columns)].map((column) => ({
        column,
        values: [...new Set(values[column])].toSorted((a, b) => a - b),
      })),
    }
  },
  apply: (statistics) =>
    onMatrix((x) => {
      checkWidth('oneHotColumns.apply', x.shape, statistics.width)
      return concatColumns(runsOf(statistics).map(spread(x)))
    }),
  codec,
})
