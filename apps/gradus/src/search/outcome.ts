import type { CompletedTrial } from '@gradus/search'
import { isCompleted } from '@gradus/search'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'
import path from 'node:path'

import { calledAs } from '../cli/calledAs.ts'
import type { Failure } from '../cli/Failure.ts'
import { failed } from '../cli/Failure.ts'
import { writeText } from '../cli/files.ts'
import { short } from '../format/numbers.ts'
import { textTable } from '../progress/textTable.ts'
import { moveConfig, showConfig } from '../runs/configFile.ts'
import { searchPaths } from './prepare.ts'
import type { Prepared, Trials, Values } from './runSearch.ts'
import { configOf } from './trial.ts'

/** Writes the configuration of the best trial, ready for `gradus train`. */
export const writeBest = (
  { ready, folder }: Prepared,
  { config }: CompletedTrial<Values>,
): TE.TaskEither<Failure, void> =>
  pipe(
    configOf(moveConfig(ready.base.config, ready.base.folder, folder), config),
    E.mapLeft(failed),
    TE.fromEither,
    TE.chain((found) =>
      writeText(searchPaths(folder).best, showConfig({ ...found, name: `${path.basename(folder)}-best` })),
    ),
  )

const topTrials = (history: Trials): readonly CompletedTrial<Values>[] => {
  const sign = history.direction === 'minimize' ? 1 : -1
  return history.trials
    .filter((trial): trial is CompletedTrial<Values> => isCompleted(trial))
    .toSorted((a, b) => sign * (a.outcome.value - b.outcome.value))
    .slice(0, 5)
}

const showCell = (value: unknown): string =>
  typeof value === 'number' ? short(value) : JSON.stringify(value)

/** The best trials as a table, and what to do with them. */
export const endText = ({ ready, folder }: Prepared, history: Trials): string => {
  const { search } = ready
  const keys = Object.keys(search.space.fields)
  return [
    '',
    `The best of ${history.trials.length} trials:`,
    '',
    textTable(
      ['trial', ...keys, search.objective],
      topTrials(history).map(({ id, config, outcome }) => [
        String(id + 1),
        ...keys.map((key) => showCell(config[key])),
        short(outcome.value),
      ]),
    ),
    `  all trials  ${searchPaths(folder).log}`,
    `  best        ${searchPaths(folder).best}`,
    '',
    'What to try next',
    `  ${calledAs} train ${searchPaths(folder).best}`,
    '',
  ].join('\n')
}
