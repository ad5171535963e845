import { digits } from '@gradus/data'
import type { TableSchema } from '@gradus/data'

import type { Picture } from '../report/Report.ts'
import type { Source } from './Source.ts'

const side = 8
const darkest = 16

const pixels = Array.from(
  { length: side * side },
  (_, pixel) => `pixel_${Math.floor(pixel / side)}_${pixel % side}`,
)

const classes = Array.from({ length: 10 }, (_, digit) => String(digit))

/** Reads tables of further digits: 64 pixels from 0 to 16, row by row. */
const digitsSchema: TableSchema = {
  target: { task: 'classification', name: 'digit', classes },
  features: pixels.map((name) => ({ kind: 'numeric', name })),
  missing: 'error',
  missingValues: [''],
}

const picture = (features: readonly number[]): Picture => ({
  width: side,
  height: side,
  values: features.map((value) => value / darkest),
})

/** The 1,797 digits that come with @gradus/data. */
export const digitsSource = (): Source => {
  const dataset = digits()
  return {
    dataset,
    schema: digitsSchema,
    rows: Array.from({ length: dataset.size }, (_, index) => index + 1),
    description: `${dataset.size.toLocaleString('en-US')} handwritten digits of ${side} × ${side} pixels`,
    picture,
    sha256: null,
  }
}
