import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The arguments that run a program from the packages' sources. */
export const program = (path: URL, ...args: readonly string[]): readonly string[] => [
  '--conditions=@gradus/source',
  '--disable-warning=ExperimentalWarning',
  fileURLToPath(path),
  ...args,
]

/** Starts a program in a process of its own. */
export const start = (path: URL, ...args: readonly string[]): ChildProcess =>
  spawn(process.execPath, program(path, ...args), { stdio: ['ignore', 'pipe', 'inherit'] })

/** What a process has printed when it ends. */
export const output = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    child.on('error', reject)
    child.on('close', () => resolve(text))
  })
