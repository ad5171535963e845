/**
 * Standardisation: mean 0 and standard deviation 1 in every column.
 *
 * @module
 */
import type { AnyTensor } from '@gradus/tensor'
import * as t from 'io-ts'
import type { Dataset, Features } from '../Dataset.ts'
import { affine, inverseAffine } from './affine.ts'
import { checkFinite, moments } from './moments.ts'
import {
  checkColumns,
  checkPart,
  columnsOf,
  onFeatures,
  onTargets,
  type ScalingPreprocessor,
  type Statistics,
} from './Preprocessor.ts'

/** The mean and the standard deviation of each column of the training part. */
export interface StandardizeStatistics extends Statistics {
  readonly kind: 'standardize'
  readonly mean: readonly number[]
  readonly scale: readonly number[]
}

const codec: t.Type<StandardizeStatistics, unknown> = t.readonly(
  t.type({
    kind: t.literal('standardize'),
    part: t.literal('train'),
    mean: t.readonlyArray(t.number),
    scale: t.readonlyArray(t.number),
  }),
)

const fitTo = (operation: string, x: AnyTensor, chosen?: readonly number[]): StandardizeStatistics => {
  const columns = columnsOf(operation, x)
  checkColumns(operation, chosen ?? [], columns.length)
  const included = new Set(chosen ?? columns.keys())
  const all = columns.map((column, index) => {
    if (!included.has(index)) return { mean: 0, scale: 1 }
    checkFinite(operation, column, index)
    return moments(column)
  })
  return {
    kind: 'standardize',
    part: 'train',
    mean: all.map(({ mean }) => mean),
    scale: all.map(({ scale }) => scale),
  }
}

const parameters = ({ mean, scale }: StandardizeStatistics) => ({ shift: mean, scale })

/**
 * Standardisation of the examples: `(x − mean) / scale` in each column, with the mean and the standard deviation (of the
 * population, divided by n) of the training part. A constant column has scale 1, so it becomes 0. Sums are taken in
 * float64. Dimensions after the first are columns of their own.
 *
 * `fit` compiles for the part named `train` alone; it throws ShapeError when that is empty, ValueError when a number is
 * missing or infinite. `apply` and `invert` throw ShapeError for another number of columns.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { fromArrays, relabel, standardize } from '@gradus/data'
 *
 * const train = relabel('train')(fromArrays([[1, 7], [3, 7]], [0, 1]))
 * const statistics = standardize.fit(train)
 * statistics // => { kind: 'standardize', part: 'train', mean: [2, 7], scale: [1, 1] }
 * T.toNested(standardize.apply(statistics)(train).x) // => [[-1, 0], [1, 0]]
 * ```
 */
export const standardize: ScalingPreprocessor<StandardizeStatistics> = {
  fit: (train) => {
    checkPart('standardize.fit', train)
    return fitTo('standardize.fit', train.x)
  },
  apply: (statistics) => onFeatures(affine('standardize.apply', parameters(statistics))),
  invert: (statistics) => onFeatures(inverseAffine('standardize.invert', parameters(statistics))),
  codec,
}

/**
 * {@link standardize} for the columns at these positions; the others stay as they are.
 *
 * @throws ValueError in `fit` for a position that is no column.
 */
export const standardizeColumns = (
  columns: readonly number[],
): ScalingPreprocessor<StandardizeStatistics> => ({
  ...standardize,
  fit: (train) => {
    checkPart('standardizeColumns.fit', train)
    return fitTo('standardizeColumns.fit', train.x, columns)
  },
})

/** Like a `ScalingPreprocessor`, of the answers in place of the examples. */
export interface TargetPreprocessor<S extends Statistics> extends Omit<ScalingPreprocessor<S>, 'fit'> {
  /** Statistics of the training part; nothing else compiles. */
  readonly fit: (train: Dataset<AnyTensor, Features, 'train'>) => S
}

/**
 * Standardisation of the answers of a regression, whose size otherwise sets the size of the gradients. `apply` takes a
 * dataset or a tensor of targets; `invert` takes predictions back to the unit of the targets.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { fromArrays, relabel, standardizeTargets } from '@gradus/data'
 *
 * const train = relabel('train')(fromArrays([[1], [2]], [[100], [300]]))
 * const statistics = standardizeTargets.fit(train)
 * T.toNested(standardizeTargets.apply(statistics)(train).y) // => [[-1], [1]]
 * T.toNested(standardizeTargets.invert(statistics)(T.tensor([[0.5]]))) // => [[250]]
 * ```
 */
export const standardizeTargets: TargetPreprocessor<StandardizeStatistics> = {
  fit: (train) => {
    checkPart('standardizeTargets.fit', train)
    return fitTo('standardizeTargets.fit', train.y)
  },
  apply: (statistics) => onTargets(affine('standardizeTargets.apply', parameters(statistics))),
  invert: (statistics) => onTargets(inverseAffine('standardizeTargets.invert', parameters(statistics))),
  codec,
}
