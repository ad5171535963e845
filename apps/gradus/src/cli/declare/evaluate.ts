import { evaluate } from '../../commands/evaluate.ts'
import type { Run } from '../Command.ts'
import type { Declare } from '../help.ts'
import { examples } from '../help.ts'
import * as O from '../options.ts'

export const declareEvaluate =
  (run: Run): Declare =>
  (program) => {
    program
      .command('evaluate <run> [table]')
      .summary('measure a trained network')
      .description('Measure a trained network on its test part, or on a CSV file that has the target column.')
      .addHelpText(
        'after',
        examples(
          ['gradus evaluate digits', 'on the test part, as in its report'],
          ['gradus evaluate flowers new.csv', 'on other rows'],
        ),
      )
      .addOption(O.runs())
      .addOption(O.json())
      .action((name: string, table: string | undefined, given) => run(evaluate(name, table, given)))
  }
