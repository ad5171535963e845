import { andThen, imputeMean, oneHotColumns, standardizeTargets, tabular } from '@gradus/data'
import type {
  Dataset,
  Matrix,
  Preprocessor,
  StandardizeStatistics,
  Statistics,
  TableSchema,
  Transform,
} from '@gradus/data'
import type { AnyTensor } from '@gradus/tensor'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as t from 'io-ts'

import type { PreprocessConfig } from '../config/dataConfig.ts'
import { problemsOf, showProblem } from '../config/schema/Problem.ts'

/** What was learned from the training part before any training: plain JSON, kept beside the parameters. */
export interface Preparation {
  readonly features: unknown
  /** Of the numbers to predict; null where they are used as they are, and for classes. */
  readonly target: StandardizeStatistics | null
}

export const Preparation: t.Type<Preparation, unknown> = t.readonly(
  t.type({ features: t.unknown, target: t.union([t.null, standardizeTargets.codec]) }),
)

/** A preprocessor whose statistics are only known as JSON. */
export interface Preparer {
  readonly fit: (train: Dataset<Matrix, AnyTensor, 'train'>) => unknown
  readonly apply: (statistics: unknown) => E.Either<t.Errors, Transform>
}

const forget = <S extends Statistics>({ fit, apply, codec }: Preprocessor<S>): Preparer => ({
  fit,
  apply: (statistics) => pipe(codec.decode(statistics), E.map(apply)),
})

const categorical = ({ features }: TableSchema): readonly number[] =>
  features.flatMap((column, index) => (column.kind === 'categorical' ? [index] : []))

/** Missing numbers filled, categories spread out; numbers standardised or as they are. */
const preparer = (schema: TableSchema, { standardize }: PreprocessConfig): Preparer =>
  standardize
    ? forget(tabular(schema))
    : forget(pipe(imputeMean, andThen(oneHotColumns(categorical(schema)))))

/** Numbers to predict get mean 0 and deviation 1, so that one learning rate fits all units. */
const fitTarget = (
  train: Dataset<AnyTensor, AnyTensor, 'train'>,
  schema: TableSchema,
  config: PreprocessConfig,
): Preparation['target'] =>
  schema.target.task === 'regression' && config.standardizeTarget
    ? standardizeTargets.fit(train as Dataset<AnyTensor, Matrix, 'train'>)
    : null

export const fitPreparation = (
  train: Dataset<Matrix, AnyTensor, 'train'>,
  schema: TableSchema,
  config: PreprocessConfig,
): Preparation => ({
  features: preparer(schema, config).fit(train),
  target: fitTarget(train, schema, config),
})

/** Features of any table as the model reads them. */
export const prepareX =
  (schema: TableSchema, config: PreprocessConfig, { features }: Preparation) =>
  (x: Matrix): E.Either<string, Matrix> =>
    pipe(
      preparer(schema, config).apply(features),
      E.bimap(
        (errors) => problemsOf(errors).map(showProblem).join(' '),
        (transform) => transform(x),
      ),
    )

/** Answers as the model gives them. */
export const prepareY =
  ({ target }: Preparation) =>
  (y: AnyTensor): AnyTensor =>
    target === null ? y : standardizeTargets.apply(target)({ x: y, y, size: y.shape[0] ?? 0, part: 'new' }).y
