import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'

import type { Command } from '../cli/Command.ts'
import type { Failure } from '../cli/Failure.ts'
import { exitCodes } from '../cli/Failure.ts'
import { settle } from '../cli/settle.ts'
import type { Terminal } from '../cli/Terminal.ts'
import { readNewRows, withAnswers } from '../data/newRows.ts'
import { percent, short } from '../format/numbers.ts'
import { scoreText } from '../progress/summary.ts'
import { textTable } from '../progress/textTable.ts'
import type { ClassResult, TestResult } from '../report/Report.ts'
import { scoreOf } from '../training/finish.ts'
import type { OpenedRun } from '../training/openTrained.ts'
import { openTrained } from '../training/openTrained.ts'
import { openSession } from '../training/Session.ts'
import type { Examples } from '../training/testResult.ts'
import { measure } from '../training/testResult.ts'

export interface EvaluateOptions {
  readonly runs: string
  readonly json?: boolean
}

/** The run's own test part, split off as it was for training. */
const testPart = ({ found }: OpenedRun): TE.TaskEither<Failure, Examples> =>
  pipe(
    openSession(found),
    TE.map(({ material }) => material.test),
  )

const rowsOf = ({ schema, preparation, found }: OpenedRun, file: string): TE.TaskEither<Failure, Examples> =>
  pipe(
    readNewRows(file, schema, found.config.preprocess, preparation),
    TE.chainEitherK((rows) => withAnswers(file, schema, preparation, rows)),
  )

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const share = (part: number, whole: number): string => (whole === 0 ? '–' : percent(part / whole))

const classTable = ({ classes, confusion }: ClassResult): string =>
  textTable(
    ['class', 'examples', 'recall', 'precision'],
    classes.map((name, index) => {
      const right = confusion[index]?.[index] ?? 0
      const actual = sum(confusion[index] ?? [])
      return [
        name,
        String(actual),
        share(right, actual),
        share(right, sum(confusion.map((row) => row[index] ?? 0))),
      ]
    }),
  )

const show = (
  terminal: Terminal,
  { json = false }: EvaluateOptions,
  result: TestResult,
  on: string,
): void => {
  const score = scoreOf(result)
  if (json) return terminal.out(`${JSON.stringify({ event: 'evaluated', test: score })}\n`)
  terminal.out(`${scoreText(score, terminal.paint, on)}, loss ${short(score.loss)}\n`)
  if (result.task === 'classification') terminal.out(`\n${classTable(result)}`)
}

/** `gradus evaluate`: how good a trained network is, on its test part or on other rows. */
export const evaluate =
  (run: string, table: string | undefined, options: EvaluateOptions): Command =>
  (terminal) =>
    settle(
      terminal,
      pipe(
        TE.Do,
        TE.bind('opened', () => openTrained(options.runs, run)),
        TE.bind('examples', ({ opened }) => (table === undefined ? testPart(opened) : rowsOf(opened, table))),
        TE.map(({ opened, examples }) => {
          show(terminal, options, measure(opened, examples), table === undefined ? 'Test ' : '')
          return exitCodes.done
        }),
      ),
    )
