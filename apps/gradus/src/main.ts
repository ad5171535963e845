#!/usr/bin/env node
import { exitCodes } from './cli/Failure.ts'
import { parse } from './cli/program.ts'
import { processTerminal } from './cli/Terminal.ts'

const terminal = processTerminal()
const asked = parse(process.argv.slice(2), terminal)

/** What nobody foresaw: the words, and the trace for whoever mends it. */
const unforeseen = (error: unknown): typeof exitCodes.failed => {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  terminal.err(`gradus: this should not have happened. Please report it with these lines:\n${trace}\n`)
  return exitCodes.failed
}

process.exitCode = typeof asked === 'number' ? asked : await asked(terminal).catch(unforeseen)
