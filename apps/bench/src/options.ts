/** What a command is told. */
import path from 'node:path'
import { parseArgs } from 'node:util'

export interface Options {
  readonly command: string
  /** A part of the names of the cases that are wanted. */
  readonly filter: string
  readonly rounds: number
  /** How long each case is timed in each process. */
  readonly seconds: number
  /** Where results are written. */
  readonly folder: string
}

export const optionsOf = (words: readonly string[]): Options => {
  const { positionals, values } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '2' },
      results: { type: 'string', default: path.join(import.meta.dirname, '../results') },
    },
  })
  const [command = '', filter = ''] = positionals
  const folder = path.resolve(values.results)
  return { command, filter, rounds: Number(values.rounds), seconds: Number(values.seconds), folder }
}
