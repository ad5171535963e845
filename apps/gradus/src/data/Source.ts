import type { Dataset, Matrix, TableSchema } from '@gradus/data'
import type { AnyTensor } from '@gradus/tensor'

import type { Picture } from '../report/Report.ts'

/** Data as they were found: every example, not yet split, features as in the file. */
export interface Source {
  readonly dataset: Dataset<Matrix, AnyTensor>
  /** Which columns are read as what; reads tables of the same kind later, for prediction. */
  readonly schema: TableSchema
  /** Where each example stands in its source, from 1. */
  readonly rows: readonly number[]
  /** `1,797 handwritten digits of 8 × 8 pixels` */
  readonly description: string
  /** The features of an example as a picture, where they are one. */
  readonly picture?: (features: readonly number[]) => Picture
  /** Of the file, where there is one. */
  readonly sha256: string | null
}
