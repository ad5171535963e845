import { check } from '../../commands/check.ts'
import type { Run } from '../Command.ts'
import type { Declare } from '../help.ts'
import { examples } from '../help.ts'
import * as O from '../options.ts'

export const declareCheck =
  (run: Run): Declare =>
  (program) => {
    program
      .command('check [config]')
      .summary('check a model before training it')
      .description(
        'Three checks that find most mistakes before any time is spent: gradients against differences,\n' +
          'the loss before training against what guessing gives, and whether a small batch can be learned by heart.',
      )
      .addHelpText('after', examples(['gradus check flowers.json', 'exit code 1 when a check fails']))
      .addOption(O.set())
      .addOption(O.json())
      .action((config: string | undefined, given) => run(check(config, given)))
  }
