/**
 * Scaling to the range from 0 to 1.
 *
 * @module
 */
import * as t from 'io-ts'
import { affine, inverseAffine } from './affine.ts'
import { checkFinite } from './moments.ts'
import {
  checkPart,
  type Column,
  columnsOf,
  onFeatures,
  type ScalingPreprocessor,
  type Statistics,
} from './Preprocessor.ts'

/** The least and the greatest number of each column of the training part. */
export interface MinMaxStatistics extends Statistics {
  readonly kind: 'minMax'
  readonly min: readonly number[]
  readonly max: readonly number[]
}

const codec: t.Type<MinMaxStatistics, unknown> = t.readonly(
  t.type({
    kind: t.literal('minMax'),
    part: t.literal('train'),
    min: t.readonlyArray(t.number),
    max: t.readonlyArray(t.number),
  }),
)

const parameters = ({ min, max }: MinMaxStatistics) => ({
  shift: min,
  scale: min.map((least, i) => (max[i] === least ? 1 : max[i]! - least)),
})

const least = (column: Column): number => column.reduce((a, b) => Math.min(a, b))
const greatest = (column: Column): number => column.reduce((a, b) => Math.max(a, b))

/**
 * `(x − min) / (max − min)` in each column, with the extremes of the training part; other parts may leave the range from
 * 0 to 1. A constant column becomes 0. Errors are those of `standardize`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { fromArrays, minMax, relabel } from '@gradus/data'
 *
 * const train = relabel('train')(fromArrays([[10], [30]], [0, 1]))
 * T.toNested(minMax.apply(minMax.fit(train))(T.tensor([[20], [40]]))) // => [[0.5], [1.5]]
 * ```
 */
export const minMax: ScalingPreprocessor<MinMaxStatistics> = {
  fit: (train) => {
    checkPart('minMax.fit', train)
    const columns = columnsOf('minMax.fit', train.x)
    columns.forEach((column, index) => checkFinite('minMax.fit', column, index))
    return { kind: 'minMax', part: 'train', min: columns.map(least), max: columns.map(greatest) }
  },
  apply: (statistics) => onFeatures(affine('minMax.apply', parameters(statistics))),
  invert: (statistics) => onFeatures(inverseAffine('minMax.invert', parameters(statistics))),
  codec,
}
