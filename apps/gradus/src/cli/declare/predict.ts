import { Option } from 'commander'

import { predict } from '../../commands/predict.ts'
import type { Run } from '../Command.ts'
import type { Declare } from '../help.ts'
import { examples } from '../help.ts'
import * as O from '../options.ts'

export const declarePredict =
  (run: Run): Declare =>
  (program) => {
    program
      .command('predict <run> <table>')
      .summary('predict the rows of a CSV file')
      .description(
        'Predict the rows of a CSV file with a trained network. Writes CSV: row, prediction and, for classes,\n' +
          'how sure the network is. The target column may be there or not.',
      )
      .addHelpText(
        'after',
        examples(
          ['gradus predict flowers new.csv', 'to the terminal'],
          ['gradus predict flowers new.csv --out predicted.csv', 'to a file'],
        ),
      )
      .addOption(new Option('-o, --out <file>', 'write here instead of to standard output'))
      .addOption(new Option('--probabilities', 'a column with the probability of each class'))
      .addOption(O.runs())
      .action((name: string, table: string, given) => run(predict(name, table, given)))
  }
