import * as L from '@gradus/layers'

import { count, percent } from '../format/numbers.ts'
import type { LayerRow } from '../report/Report.ts'
import type { Session } from './Session.ts'

/** The layers as the report lists them. */
export const layerRows = ({ plan }: Session): readonly LayerRow[] =>
  L.describe(plan.model).map(({ name, kind, outputShape, parameters }) => ({
    name,
    kind,
    outputShape,
    parameters,
  }))

const partSizes = ({ train, validation, test }: Session['material']): string =>
  `${count(train.ready.size)} to train, ${count(validation.ready.size)} to validate, ${count(test.ready.size)} to test`

/** `1,797 handwritten digits …: 1,079 to train, …`. */
export const dataText = ({ material }: Session): string =>
  `${material.source.description}: ${partSizes(material)}`

/** `64 → dense 128 → relu → dropout → dense 10, 9,610 parameters`. */
export const modelText = ({ plan }: Session): string => {
  const layers = L.describe(plan.model)
  const total = layers.reduce((sum, { parameters }) => sum + parameters, 0)
  const shown = layers.map(({ kind, outputShape, settings }) =>
    kind === 'dense'
      ? `dense ${outputShape[0] ?? ''}`
      : kind === 'dropout'
        ? `dropout ${percent(Number(settings['rate'] ?? 0), 0)}`
        : kind,
  )
  return `${plan.model.input[0] ?? ''} → ${shown.join(' → ')}; ${count(total)} parameters`
}
