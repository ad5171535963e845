import type { ExitCode } from './Failure.ts'
import type { Terminal } from './Terminal.ts'

/** A command with its arguments: what is left to do is to do it. */
export type Command = (terminal: Terminal) => Promise<ExitCode>

/** Told what the command line asks for. */
export type Run = (command: Command) => void
