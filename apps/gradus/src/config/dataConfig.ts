import type { ValueOf } from './schema/Codec.ts'
import { object, orElse, required } from './schema/object.ts'
import { recordOf } from './schema/record.ts'
import * as S from './schema/scalars.ts'
import { variantsByKey } from './schema/variants.ts'

const embedded = object('embedded data', { source: required(S.oneOf('digits')) })

const Features = recordOf(
  S.oneOf('numeric', 'categorical'),
  'an object such as { "width": "numeric", "colour": "categorical" }',
)

/** A table of one's own. `sha256` pins the file: training refuses a file with other contents. */
const table = object('a table', {
  csv: required(S.text('the path of a CSV file, relative to this configuration')),
  target: required(S.text('the name of the column to predict')),
  task: orElse(S.nullable(S.oneOf('classification', 'regression')), null),
  features: orElse(S.nullable(Features), null),
  missing: orElse(S.oneOf('error', 'drop', 'mean'), 'error'),
  sha256: orElse(S.nullable(S.textLike('64 hexadecimal digits', /^[0-9a-f]{64}$/)), null),
})

export const DataConfig = variantsByKey('{ "source": "digits" } or { "csv": …, "target": … }', {
  csv: table,
  source: embedded,
})

export type DataConfig = ValueOf<typeof DataConfig>
export type TableConfig = ValueOf<typeof table>

export const SplitConfig = object('an object with train, validation and test', {
  train: orElse(S.number(0.01, 0.98), 0.6),
  validation: orElse(S.number(0.01, 0.98), 0.2),
  test: orElse(S.number(0.01, 0.98), 0.2),
  stratify: orElse(S.flag, true),
})

export interface SplitConfig extends ValueOf<typeof SplitConfig> {}

/** `standardizeTarget` concerns numbers to predict; classes have no scale. */
export const PreprocessConfig = object('an object', {
  standardize: orElse(S.flag, true),
  standardizeTarget: orElse(S.flag, true),
})

export interface PreprocessConfig extends ValueOf<typeof PreprocessConfig> {}
