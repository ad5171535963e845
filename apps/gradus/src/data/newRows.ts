import { calledAs } from '../cli/calledAs.ts'
import { encodeTable, parseCsv } from '@gradus/data'
import type { Dataset, EncodedTable, Matrix, Table, TableSchema } from '@gradus/data'
import type { AnyTensor } from '@gradus/tensor'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'

import type { Failure } from '../cli/Failure.ts'
import { failed } from '../cli/Failure.ts'
import { readText } from '../cli/files.ts'
import type { PreprocessConfig } from '../config/dataConfig.ts'
import type { Preparation } from './preparation.ts'
import { prepareX, prepareY } from './preparation.ts'
import { dataFailure } from './tableSource.ts'

/** Rows of a table that a trained model reads. */
export interface NewRows {
  readonly encoded: EncodedTable
  readonly x: Matrix
}

const columnsFor = ({ features, target }: TableSchema, cells: number): readonly string[] | undefined => {
  const names = features.map(({ name }) => name)
  if (cells === names.length) return names
  return cells === names.length + 1 ? [...names, target.name] : undefined
}

/** A table without a header is read when it has just the columns of the training table, the target last or left out. */
const parseFor =
  (schema: TableSchema) =>
  (text: string): ReturnType<typeof parseCsv> => {
    const table = parseCsv(text)
    if (E.isRight(table) || table.left._tag !== 'NumericHeader') return table
    const columns = columnsFor(schema, table.left.cells.length)
    return columns === undefined ? table : parseCsv(text, { columns })
  }

const encode =
  (file: string, schema: TableSchema, preprocess: PreprocessConfig, preparation: Preparation) =>
  (table: Table): E.Either<Failure, NewRows> =>
    pipe(
      encodeTable(schema)(table),
      E.mapLeft(dataFailure(file)),
      E.chain((encoded) =>
        pipe(
          prepareX(schema, preprocess, preparation)(encoded.x),
          E.bimap(failed, (x) => ({ encoded, x })),
        ),
      ),
    )

/** Reads a table as the training table was read. */
export const readNewRows = (
  file: string,
  schema: TableSchema,
  preprocess: PreprocessConfig,
  preparation: Preparation,
): TE.TaskEither<Failure, NewRows> =>
  pipe(
    readText(file),
    TE.chainEitherK((text) => pipe(parseFor(schema)(text), E.mapLeft(dataFailure(file)))),
    TE.chainEitherK(encode(file, schema, preprocess, preparation)),
  )

type Measurable = {
  readonly ready: Dataset<Matrix, AnyTensor, string>
  readonly raw: Dataset<Matrix, AnyTensor, string>
}

/** New rows with their answers, to measure on; a table without the target cannot be. */
export const withAnswers = (
  file: string,
  schema: TableSchema,
  preparation: Preparation,
  { encoded, x }: NewRows,
): E.Either<Failure, Measurable & { readonly rows: readonly number[] }> =>
  pipe(
    encoded.y,
    E.fromOption(() =>
      failed(
        `${file}: there is no column ${JSON.stringify(schema.target.name)} to compare with. ` +
          `Add it, or use ${calledAs} predict.`,
      ),
    ),
    E.map((y) => {
      const size = x.shape[0]
      return {
        ready: { x, y: prepareY(preparation)(y), size, part: 'new' },
        raw: { x: encoded.x, y, size, part: 'new' },
        rows: Array.from({ length: size }, (_, index) => index + 1),
      }
    }),
  )
