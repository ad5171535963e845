import { Command, CommanderError } from 'commander'

import { calledAs } from './calledAs.ts'
import type { Command as Action, Run } from './Command.ts'
import { declareCheck } from './declare/check.ts'
import { declareEvaluate } from './declare/evaluate.ts'
import { declareInit } from './declare/init.ts'
import { declarePredict } from './declare/predict.ts'
import { declareSearch } from './declare/search.ts'
import { declareTrain } from './declare/train.ts'
import type { ExitCode } from './Failure.ts'
import { exitCodes } from './Failure.ts'
import { examples, exitCodeHelp } from './help.ts'
import type { Terminal } from './Terminal.ts'
import { version } from './version.ts'

const declarations = [declareTrain, declareEvaluate, declarePredict, declareInit, declareCheck, declareSearch]

/** The program with all its commands; `run` is told what a parsed line asks for. */
const build = (run: Run): Command => {
  const gradus = new Command('gradus')
    .description('Train, diagnose and tune neural networks from the command line.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .addHelpText(
      'after',
      examples(
        ['gradus train', 'learn to read handwritten digits, no files needed'],
        ['gradus init flowers.csv', 'write flowers.json, a configuration for your own table'],
        ['gradus train flowers.json', 'train on it'],
        ['gradus predict flowers new.csv', 'use what was learned'],
      ) + exitCodeHelp,
    )
  declarations.forEach((declare) => declare(run)(gradus))
  return gradus
}

/** Commander prints to the process and exits by itself; here it writes to `terminal` and throws. */
const tamed = (command: Command, terminal: Terminal): Command => {
  const tame = command.exitOverride().configureOutput({
    writeOut: terminal.out,
    writeErr: terminal.err,
    outputError: (message, write) => write(message.replace(/^error: /, 'gradus: ')),
  })
  tame.commands.forEach((inner) => tamed(inner, terminal))
  return tame
}

const nothing: Action = () => Promise.resolve(exitCodes.done)

const usageHint = (program: Command, [first]: readonly string[]): string => {
  const known = program.commands.find((command) => command.name() === first)
  return `See ${calledAs} ${known === undefined ? '' : `${known.name()} `}--help.\n`
}

/** What a command line asks for, or the exit code where it asks for no more than was printed already. */
export const parse = (words: readonly string[], terminal: Terminal): Action | ExitCode => {
  const asked: { action: Action } = { action: nothing }
  const program = build((action) => Object.assign(asked, { action }))
  try {
    tamed(program, terminal).parse([...words], { from: 'user' })
    return asked.action
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return exitCodes.done
    if (words.length > 0) terminal.err(usageHint(program, words))
    return exitCodes.usage
  }
}
