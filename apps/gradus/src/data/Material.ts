import { showSplitError, trySplit } from '@gradus/data'
import type { Dataset, Matrix, SplitError, TableSchema } from '@gradus/data'
import type { AnyTensor, Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'

import type { Failure } from '../cli/Failure.ts'
import { failed } from '../cli/Failure.ts'
import type { PreprocessConfig, SplitConfig } from '../config/dataConfig.ts'
import type { Preparation } from './preparation.ts'
import { fitPreparation, prepareX, prepareY } from './preparation.ts'
import type { Source } from './Source.ts'

/** A part of the data, ready for a network: `x` and `y` prepared, `raw` and `rows` as in the source. */
export interface Part<Name extends string> {
  readonly ready: Dataset<Matrix, AnyTensor, Name>
  readonly raw: Dataset<Matrix, AnyTensor, Name>
  readonly rows: readonly number[]
}

export interface Material {
  readonly source: Source
  readonly preparation: Preparation
  readonly train: Part<'train'>
  readonly validation: Part<'validation'>
  readonly test: Part<'test'>
}

const tooFew =
  ({ target }: TableSchema) =>
  (error: SplitError): Failure => {
    const name =
      target.task === 'classification' && error.label !== undefined ? target.classes[error.label] : undefined
    return failed(
      name === undefined
        ? `The data cannot be split: ${showSplitError(error)}`
        : `The data cannot be split: the class ${JSON.stringify(name)} has ${error.examples} for the parts ` +
            `${error.parts.join(', ')}, and each must get one. Give more examples of it, merge it with another class, ` +
            'or set split.stratify to false.',
    )
  }

type Raw = { readonly [Name in 'train' | 'validation' | 'test']: Dataset<Matrix, AnyTensor, Name> }

/** The split of any dataset that belongs to these examples: the same key gives the same rows. */
const splitBy = (
  dataset: Dataset<Matrix, AnyTensor>,
  { train, validation, test, stratify }: SplitConfig,
  key: Rng.Key,
): E.Either<SplitError, Raw> => {
  const fractions = { train, validation, test }
  // Stratifying asks for labels, which the configuration made sure of; the types of tables do not say.
  return trySplit(fractions, { key, stratify: stratify as false })(dataset) as E.Either<SplitError, Raw>
}

/** The row numbers ride along as if they were features, so that they are split just as the examples are. */
const rowDataset = ({ dataset, rows }: Source): Dataset<Matrix, AnyTensor> => ({
  ...dataset,
  x: T.fromTypedArray(Float32Array.from(rows), [rows.length, 1]),
})

const prepare =
  (schema: TableSchema, config: PreprocessConfig, preparation: Preparation) =>
  <Name extends string>(
    raw: Dataset<Matrix, AnyTensor, Name>,
  ): E.Either<Failure, Dataset<Matrix, AnyTensor, Name>> =>
    pipe(
      prepareX(schema, config, preparation)(raw.x),
      E.bimap(failed, (x) => ({ ...raw, x, y: prepareY(preparation)(raw.y) })),
    )

/** Splits the data by `key` and prepares all parts with what the training part alone teaches. */
export const toMaterial = (
  source: Source,
  split: SplitConfig,
  preprocess: PreprocessConfig,
  key: Rng.Key,
): E.Either<Failure, Material> =>
  pipe(
    E.Do,
    E.bind('raw', () => splitBy(source.dataset, split, key)),
    E.bind('rows', () => splitBy(rowDataset(source), split, key)),
    E.mapLeft(tooFew(source.schema)),
    E.chain(({ raw, rows }) => {
      const preparation = fitPreparation(raw.train, source.schema, preprocess)
      const part = <Name extends keyof Raw>(name: Name): E.Either<Failure, Part<Name>> =>
        pipe(
          prepare(source.schema, preprocess, preparation)(raw[name] as Dataset<Matrix, AnyTensor, Name>),
          E.map((ready) => ({
            ready,
            raw: raw[name] as Dataset<Matrix, AnyTensor, Name>,
            rows: Array.from(T.toTypedArray(rows[name].x)),
          })),
        )
      return pipe(
        E.Do,
        E.bind('train', () => part('train')),
        E.bind('validation', () => part('validation')),
        E.bind('test', () => part('test')),
        E.map((parts) => ({ source, preparation, ...parts })),
      )
    }),
  )
