/**
 * Filling missing numbers.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import * as t from 'io-ts'
import type { Dataset, Features } from '../Dataset.ts'
import {
  checkPart,
  checkWidth,
  type Column,
  columnsOf,
  onFeatures,
  type Scaling,
  type Statistics,
} from './Preprocessor.ts'

/** The mean of what each column of the training part has. */
export interface ImputeStatistics extends Statistics {
  readonly kind: 'imputeMean'
  readonly mean: readonly number[]
}

const codec: t.Type<ImputeStatistics, unknown> = t.readonly(
  t.type({ kind: t.literal('imputeMean'), part: t.literal('train'), mean: t.readonlyArray(t.number) }),
)

const meanOfPresent = (column: Column): number => {
  const present = column.filter((value) => !Number.isNaN(value))
  return present.length === 0 ? 0 : present.reduce((sum, value) => sum + value, 0) / present.length
}

const fill =
  ({ mean }: ImputeStatistics) =>
  (x: AnyTensor): AnyTensor => {
    checkWidth('imputeMean.apply', x.shape, mean.length)
    const means = T.fromTypedArray(Float32Array.from(mean), x.shape.slice(1))
    return T.where(T.isNaN(x) as AnyTensor, means as AnyTensor, x) as AnyTensor
  }

/**
 * Puts the mean of the column, as the training part has it, where a number is missing (NaN); 0 in a column that the
 * training part leaves empty.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { fromArrays, imputeMean, relabel } from '@gradus/data'
 *
 * const train = relabel('train')(fromArrays([[1], [NaN], [3]], [0, 1, 0]))
 * T.toNested(imputeMean.apply(imputeMean.fit(train))(train).x) // => [[1], [2], [3]]
 * ```
 */
export const imputeMean = {
  /** Statistics of the training part; nothing else compiles. */
  fit: (train: Dataset<Features, AnyTensor, 'train'>): ImputeStatistics => {
    checkPart('imputeMean.fit', train)
    return {
      kind: 'imputeMean',
      part: 'train',
      mean: columnsOf('imputeMean.fit', train.x).map(meanOfPresent),
    }
  },
  apply: (statistics: ImputeStatistics): Scaling => onFeatures(fill(statistics)),
  codec,
}
