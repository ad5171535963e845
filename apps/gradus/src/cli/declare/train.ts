import { train } from '../../commands/train.ts'
import type { Run } from '../Command.ts'
import type { Declare } from '../help.ts'
import { examples } from '../help.ts'
import * as O from '../options.ts'

export const declareTrain =
  (run: Run): Declare =>
  (program) => {
    program
      .command('train [config]')
      .summary('train a network')
      .description(
        'Train a network as a configuration says; without one, on the embedded handwritten digits.\n' +
          'Leaves a folder with config.json, metrics.jsonl, checkpoints/, best.safetensors and report.html.\n' +
          'Ctrl-C finishes the batch, saves and says how to go on; a second one stops at once.',
      )
      .addHelpText(
        'after',
        examples(
          ['gradus train digits.json', 'train, leaves runs/digits'],
          ['gradus train digits.json --set train.epochs=5', 'the same but shorter'],
          ['gradus train --resume digits', 'go on after an interruption'],
          ['gradus train digits.json --json', 'progress for other programs'],
        ),
      )
      .addOption(O.resume('run').conflicts(['name', 'force', 'set']))
      .addOption(O.name())
      .addOption(O.force())
      .addOption(O.set())
      .addOption(O.runs())
      .addOption(O.quiet())
      .addOption(O.json())
      .action((config: string | undefined, given) => run(train(config, given)))
  }
