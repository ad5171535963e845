/** The same work in Gradus and its peers: each in a process of its own, one after the other, round after round. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const here = import.meta.dirname
const peers = fileURLToPath(new URL('../../peers', import.meta.url))

interface Answer {
  readonly system: string
  readonly version: string
  readonly times: readonly number[]
}

/** How a system is run for a case; those that are not there are left out. */
interface System {
  readonly name: string
  readonly command: (name: string) => readonly [string, ...string[]]
}

const python = process.env['GRADUS_TORCH_PYTHON']

const systems: readonly System[] = [
  ...['1', '2'].map((threads) => ({
    name: `Gradus, ${threads} threads`,
    command: (name: string): readonly [string, ...string[]] => [
      process.execPath,
      '--conditions=@gradus/source',
      path.join(here, 'gradus.ts'),
      name,
      threads,
    ],
  })),
  ...['jaxjs', 'tfjs'].map((file) => ({
    name: file,
    command: (name: string): readonly [string, ...string[]] => [
      process.execPath,
      path.join(peers, `${file}.mjs`),
      name,
    ],
  })),
  ...(python === undefined
    ? []
    : ['1', '2'].map((threads) => ({
        name: `PyTorch, ${threads} threads`,
        command: (name: string): readonly [string, ...string[]] => [
          python,
          path.join(peers, 'torch_peer.py'),
          name,
          threads,
        ],
      }))),
]

const install = (): void => {
  if (!existsSync(path.join(peers, 'node_modules')))
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
      cwd: peers,
      stdio: 'inherit',
    })
}

const median = (xs: readonly number[]): number =>
  xs.toSorted((a, b) => a - b)[Math.floor(xs.length / 2)] ?? NaN

const ask = ({ command }: System, name: string): Answer => {
  const [program, ...args] = command(name)
  const output = execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return JSON.parse(output.trim().split('\n').at(-1)!) as Answer
}

/** Medians of a system over all rounds, in milliseconds. */
export interface Measured {
  readonly name: string
  readonly system: string
  readonly version: string
  readonly milliseconds: number
}

/** Runs the cases whose names contain the filter, and tells of each when it is done. */
export const speed = (filter: string, rounds: number, tell: (rows: readonly Measured[]) => void): void => {
  install()
  const cases = JSON.parse(readFileSync(path.join(peers, 'cases.json'), 'utf8')) as Readonly<
    Record<string, unknown>
  >
  for (const name of Object.keys(cases).filter((n) => n.includes(filter))) {
    const answers = Array.from({ length: rounds }, () => systems.map((system) => ask(system, name)))
    tell(
      systems.map((_, i) => {
        const own = answers.map((round) => round[i]!)
        const { system, version } = own[0]!
        return { name, system, version, milliseconds: median(own.flatMap((a) => median(a.times))) }
      }),
    )
  }
}

/** The rows of one case, each with the ratio of the fastest of ours to it. */
export const table = (rows: readonly Measured[]): string => {
  const best = Math.min(...rows.filter((r) => r.system.startsWith('Gradus')).map((r) => r.milliseconds))
  const line = ({ system, version, milliseconds }: Measured): string =>
    `  ${`${system} ${version}`.padEnd(32)}${milliseconds.toFixed(3).padStart(10)} ms${(best / milliseconds).toFixed(2).padStart(8)}`
  return [rows[0]?.name, ...rows.map(line)].join('\n')
}
