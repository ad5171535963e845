import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'

import type { Command } from '../cli/Command.ts'
import { exitCodes } from '../cli/Failure.ts'
import { writeText } from '../cli/files.ts'
import { settle } from '../cli/settle.ts'
import type { NewRows } from '../data/newRows.ts'
import { readNewRows } from '../data/newRows.ts'
import type { OpenedRun } from '../training/openTrained.ts'
import { openTrained } from '../training/openTrained.ts'
import { argMax, predictNumbers, probabilities } from '../training/testResult.ts'
import { csvText } from './csvText.ts'

export interface PredictOptions {
  readonly out?: string
  readonly probabilities?: boolean
  readonly runs: string
}

type Rows = readonly (readonly (string | number)[])[]

/** Float32 has seven digits; more would be noise. */
const digits = (value: number): number => Number(value.toPrecision(7))

const classRows = (run: OpenedRun, { x }: NewRows, classes: readonly string[], all: boolean): Rows => [
  ['row', 'prediction', 'confidence', ...(all ? classes.map((name) => `probability_${name}`) : [])],
  ...probabilities(run, x).map((shares, index) => {
    const best = argMax(shares)
    return [index + 1, classes[best] ?? best, digits(shares[best] ?? NaN), ...(all ? shares.map(digits) : [])]
  }),
]

const numberRows = (run: OpenedRun, { x }: NewRows): Rows => [
  ['row', 'prediction'],
  ...predictNumbers(run, x).map((value, index) => [index + 1, digits(value)]),
]

const toRows = (run: OpenedRun, rows: NewRows, { probabilities: all = false }: PredictOptions): Rows => {
  const { target } = run.schema
  return target.task === 'classification' ? classRows(run, rows, target.classes, all) : numberRows(run, rows)
}

/** `gradus predict`: the rows of a table, as CSV. */
export const predict =
  (run: string, table: string, options: PredictOptions): Command =>
  (terminal) =>
    settle(
      terminal,
      pipe(
        TE.Do,
        TE.bind('opened', () => openTrained(options.runs, run)),
        TE.bind('rows', ({ opened }) =>
          readNewRows(table, opened.schema, opened.found.config.preprocess, opened.preparation),
        ),
        TE.map(({ opened, rows }) => csvText(toRows(opened, rows, options))),
        TE.chain((text) =>
          options.out === undefined ? TE.fromIO(() => terminal.out(text)) : writeText(options.out, text),
        ),
        TE.map(() => exitCodes.done),
      ),
    )
