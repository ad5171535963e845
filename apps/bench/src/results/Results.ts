/** What was measured, as results/latest.json has it: the newest of each case. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import path from 'node:path'

/** A system's median time for a case. */
export interface Timed {
  readonly case: string
  readonly system: string
  readonly version: string
  readonly threads: number
  readonly milliseconds: number
}

/** How fast a kernel is: billions of operations or bytes in a second. */
export interface Rated {
  readonly kernel: string
  readonly threads: number
  readonly rate: number
  readonly unit: 'GFLOP/s' | 'GB/s' | 'M/s'
  /** What the machine could do at most, where that is known. */
  readonly roofline?: number | undefined
}

/** The time of a training step of a network, one of whose sizes is varied. */
export interface Scaled {
  readonly along: 'batch' | 'width' | 'depth'
  readonly size: number
  readonly threads: number
  readonly milliseconds: number
}

export interface Results {
  readonly machine: string
  readonly date: string
  readonly speed: readonly Timed[]
  readonly kernels: readonly Rated[]
  readonly scaling: readonly Scaled[]
}

const machine = (): string => {
  const all = cpus()
  return `Node ${process.versions.node} on ${all.length} cores (${all[0]?.model.trim() ?? 'unknown'}), ${process.platform}`
}

const none: Results = { machine: '', date: '', speed: [], kernels: [], scaling: [] }

const fileIn = (folder: string): string => path.join(folder, 'latest.json')

export const readResults = (folder: string): Results =>
  existsSync(fileIn(folder)) ? (JSON.parse(readFileSync(fileIn(folder), 'utf8')) as Results) : none

const short = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(4)) : value

/** One result a line: the file is read by people, too. */
const listed = (name: string, rows: readonly unknown[]): string =>
  `  "${name}": [\n${rows.map((row) => `    ${JSON.stringify(row, short)}`).join(',\n')}\n  ]`

/** Writes what is new over what was there; cases that were not measured again stay. */
export const writeResults = (folder: string, changed: Partial<Results>): Results => {
  const date = new Date().toISOString().slice(0, 10)
  const all = { ...readResults(folder), ...changed, machine: machine(), date }
  const lists = (['speed', 'kernels', 'scaling'] as const).map((name) => listed(name, all[name]))
  const heads = `  "machine": ${JSON.stringify(all.machine)},\n  "date": "${date}"`
  mkdirSync(folder, { recursive: true })
  writeFileSync(fileIn(folder), `{\n${[heads, ...lists].join(',\n')}\n}\n`)
  return all
}

/** Everything about one case, for whoever wants to look closer. */
export const writeDetails = (folder: string, name: string, details: unknown): void => {
  mkdirSync(folder, { recursive: true })
  const file = `${name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}.json`
  writeFileSync(path.join(folder, file), `${JSON.stringify(details, short)}\n`)
}
