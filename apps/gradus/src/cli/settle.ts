import * as E from '#fp/Either'
import type * as TE from '#fp/TaskEither'

import type { ExitCode, Failure } from './Failure.ts'
import type { Terminal } from './Terminal.ts'

/** Runs what a command is; a failure goes to standard error, and its code is the command's. */
export const settle = async (
  terminal: Terminal,
  task: TE.TaskEither<Failure, ExitCode>,
): Promise<ExitCode> => {
  const result = await task()
  if (E.isRight(result)) return result.right
  terminal.err(`gradus: ${result.left.message}\n`)
  return result.left.exit
}
