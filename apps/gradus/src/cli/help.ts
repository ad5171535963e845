import type { Command } from 'commander'

/** The examples at the end of a help page, their meanings in one column. */
export const examples = (...lines: readonly (readonly [command: string, meaning: string])[]): string => {
  const width = Math.max(...lines.map(([command]) => command.length))
  const shown = lines.map(([command, meaning]) => `  $ ${command.padEnd(width)}  # ${meaning}`)
  return `\nExamples:\n${shown.join('\n')}\n`
}

export const exitCodeHelp = `
Exit codes:
  0 done   1 failed   2 wrong usage or configuration   130 interrupted
`

/** Adds a command to the program. */
export type Declare = (program: Command) => void
