import { search } from '../../commands/search.ts'
import type { Run } from '../Command.ts'
import type { Declare } from '../help.ts'
import { examples } from '../help.ts'
import * as O from '../options.ts'

export const declareSearch =
  (run: Run): Declare =>
  (program) => {
    program
      .command('search [config]')
      .summary('search for better settings')
      .description(
        'Try random settings from a space and write the best configuration, ready for gradus train;\n' +
          'without a configuration, learning rate and width for the embedded digits.\n' +
          'Leaves a folder with search.json, study.jsonl (every trial) and best.json.',
      )
      .addHelpText(
        'after',
        examples(
          ['gradus search digits-search.json', 'leaves runs/digits-search/best.json'],
          ['gradus search --resume digits-search', 'go on after an interruption'],
          ['gradus train runs/digits-search/best.json', 'train with what was found'],
        ),
      )
      .addOption(O.resume('search').conflicts(['name', 'force']))
      .addOption(O.name())
      .addOption(O.force())
      .addOption(O.runs())
      .addOption(O.quiet())
      .addOption(O.json())
      .action((config: string | undefined, given) => run(search(config, given)))
  }
