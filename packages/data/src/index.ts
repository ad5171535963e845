/**
 * Datasets: embedded and from tables, split, preprocessed and dealt in batches.
 *
 * @packageDocumentation
 */
export {
  type AnswersOf,
  type AnyDataset,
  type Dataset,
  type Features,
  fromArrays,
  fromTensors,
  type Labelled,
  relabel,
  type Rows,
  type Subset,
  subset,
  take,
} from './Dataset.ts'
export {
  type Fractions,
  type Parts,
  showSplitError,
  split,
  type SplitError,
  type SplitOptions,
  trySplit,
} from './split.ts'
export { type Batch, batchCount, batches, type BatchOptions, epochOrder, type Shuffle } from './batches.ts'

export type {
  Matrix,
  Preprocessor,
  Scaling,
  ScalingPreprocessor,
  Statistics,
  Transform,
} from './preprocess/Preprocessor.ts'
export { andThen, type PairStatistics } from './preprocess/andThen.ts'
export { imputeMean, type ImputeStatistics } from './preprocess/imputeMean.ts'
export { minMax, type MinMaxStatistics } from './preprocess/minMax.ts'
export { oneHotColumns, type OneHotStatistics } from './preprocess/oneHotColumns.ts'
export {
  standardize,
  standardizeColumns,
  type StandardizeStatistics,
  standardizeTargets,
  type TargetPreprocessor,
} from './preprocess/standardize.ts'
export { tabular, tabularNames, type TabularStatistics } from './preprocess/tabular.ts'

export type { BadCell, CellProblem, DataError, FileError, MissingColumn, TableError } from './DataError.ts'
export { showDataError } from './showDataError.ts'
export type { CsvError, DuplicateColumn, RaggedRow } from './csv/CsvError.ts'
export { decodeText } from './csv/decodeText.ts'
export { guessDelimiter } from './csv/guessDelimiter.ts'
export { type CsvLimits, type CsvOptions, defaultCsvLimits, parseCsv } from './csv/parseCsv.ts'
export { type Listed, type Place, type Table, table } from './csv/Table.ts'
export {
  type EncodedTable,
  encodeTable,
  type TableFeatures,
  type TableLabels,
  type TableTargets,
} from './table/encodeTable.ts'
export { inferColumns, type InferOptions } from './table/inferColumns.ts'
export {
  type ClassificationData,
  type RegressionData,
  tableToDataset,
  type TabularData,
} from './table/tableToDataset.ts'
export {
  type ColumnKind,
  defaultMissingValues,
  type IgnoredColumn,
  type MissingPolicy,
  type PlannedColumn,
  type SchemaColumn,
  type SchemaTarget,
  type TablePlan,
  TableSchema,
  type Task,
} from './table/TableSchema.ts'

export { breastCancer, type BreastCancer, breastCancerCard } from './embedded/breastCancer.ts'
export type { DataCard } from './embedded/DataCard.ts'
export { diabetes, type Diabetes, diabetesCard } from './embedded/diabetes.ts'
export { digits, type Digits, digitsCard } from './embedded/digits.ts'
export { iris, type Iris, irisCard } from './embedded/iris.ts'
export { wine, type Wine, wineCard } from './embedded/wine.ts'
