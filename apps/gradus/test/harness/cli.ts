import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** The command line as it is shipped: built, and run by Node itself. */
export const main = path.join(import.meta.dirname, '../../dist/main.js')

/** An empty folder, as a user's would be. */
export const emptyFolder = (): string => mkdtempSync(path.join(tmpdir(), 'gradus-e2e-'))

export interface Result {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

/** A running command: what it has printed so far, and its end. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Result>
  /** The first line of standard output that passes; rejects when the command ends before. */
  readonly line: (test: (line: string) => boolean) => Promise<string>
}

const environment = (extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const { FORCE_COLOR: _, NODE_OPTIONS: __, GRADUS_COMMAND: ___, ...rest } = process.env
  return { ...rest, NO_COLOR: '1', ...extra }
}

export const startProgram = (
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Running => {
  const child = spawn(program, args, { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] })
  const printed = { out: '', err: '' }
  const listeners = new Set<() => void>()
  child.stdout.on('data', (data: Buffer) => {
    printed.out += data.toString()
    listeners.forEach((listener) => listener())
  })
  child.stderr.on('data', (data: Buffer) => {
    printed.err += data.toString()
  })
  const ended = new Promise<Result>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, ...printed }))
  })
  const line = (test: (line: string) => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = printed.out.split('\n').slice(0, -1).find(test)
        if (found === undefined) return
        listeners.delete(look)
        resolve(found)
      }
      listeners.add(look)
      look()
      void ended.then(({ err }) => reject(new Error(`ended before the line came: ${err}`)))
    })
  return { child, ended, line }
}

export const start = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Running =>
  startProgram(process.execPath, [main, ...args], cwd, env)

/** Runs `gradus …` to its end. */
export const gradus = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Result> =>
  start(args, cwd, env).ended

export const write = (folder: string, name: string, text: string): string => {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

export const read = (folder: string, ...names: readonly string[]): string =>
  readFileSync(path.join(folder, ...names), 'utf8')

export const bytes = (folder: string, ...names: readonly string[]): Buffer =>
  readFileSync(path.join(folder, ...names))

/** The JSON lines that a command printed. */
export const events = (out: string): readonly Readonly<Record<string, unknown>>[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)

export const isEvent =
  (name: string) =>
  (line: string): boolean =>
    line.includes(`"event":"${name}"`)

/** A training of the digits that takes moments. */
export const smallConfig = (train: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    name: 'small',
    data: { source: 'digits' },
    model: {
      layers: [
        { kind: 'dense', units: 12 },
        { kind: 'relu' },
        { kind: 'dropout', rate: 0.1 },
        { kind: 'dense', units: 10 },
      ],
    },
    train: { epochs: 6, batchSize: 64, ...train },
  })

export const makeFolder = async (...parts: readonly string[]): Promise<string> => {
  const folder = path.join(...parts)
  await mkdir(folder, { recursive: true })
  return folder
}
