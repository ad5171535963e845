import { Option } from 'commander'

import { init } from '../../commands/init.ts'
import type { Run } from '../Command.ts'
import type { Declare } from '../help.ts'
import { examples } from '../help.ts'

export const declareInit =
  (run: Run): Declare =>
  (program) => {
    program
      .command('init <table>')
      .summary('write a configuration for a CSV file')
      .description('Write a commented configuration for a CSV file, guessing what its columns are.')
      .addHelpText(
        'after',
        examples(
          ['gradus init flowers.csv', 'write flowers.json'],
          ['gradus init houses.csv --target price', 'say which column to predict'],
        ),
      )
      .addOption(new Option('--target <column>', 'the column to predict (default: guessed)'))
      .addOption(
        new Option('-o, --out <file>', 'where to write (default: beside you, named after the table)'),
      )
      .addOption(new Option('--force', 'overwrite the file'))
      .action((table: string, given) => run(init(table, given)))
  }
