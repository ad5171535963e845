/** Processes that measure, and print JSON in their last line. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** A program and its arguments. */
export type Command = readonly [string, ...string[]]

/** A script of this app under Node, with packages from their sources. */
export const script = (file: string, ...args: readonly string[]): Command => [
  process.execPath,
  '--conditions=@gradus/source',
  '--disable-warning=ExperimentalWarning',
  file,
  ...args,
]

export const answerOf = async <A>([program, ...args]: Command): Promise<A> => {
  const { stdout } = await execute(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as A
}
