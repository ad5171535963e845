/** The same work in Gradus and its peers: each in a process of its own, one after the other, round after round. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Options } from '../options.ts'
import { readResults, type Timed, writeDetails, writeResults } from '../results/Results.ts'
import { median } from '../tracing/timing.ts'
import { type Answer, installPeers, pages, peers, processes, type System } from './systems.ts'

interface Case {
  readonly name: string
  /** What systems are asked for. */
  readonly work: string
  readonly systems: readonly System[]
}

const inChromium = ['product 1024', 'tiny MLP', 'MLP', 'wide MLP']

const allCases = (): readonly Case[] => {
  const works = Object.keys(JSON.parse(readFileSync(path.join(peers, 'cases.json'), 'utf8')) as object)
  return [
    ...[...works, 'cold start'].map((work) => ({ name: work, work, systems: processes() })),
    ...inChromium.map((work) => ({ name: `in Chromium: ${work}`, work, systems: pages() })),
  ]
}

const ask = async ({ name, work, systems }: Case, seconds: number): Promise<readonly Answer[]> => {
  const answers: Answer[] = []
  for (const system of systems) {
    // one at a time: they would measure each other
    const answer = await system.ask(work, seconds).catch((error: unknown): Answer => {
      console.error(`${name}, ${system.name}: ${String(error).split('\n').slice(0, 4).join(' ')}`)
      return { times: [] }
    })
    answers.push(answer)
  }
  return answers
}

const timedOf = (
  name: string,
  { name: system, threads, version }: System,
  own: readonly Answer[],
): Timed => ({
  case: name,
  system,
  version: own[0]?.version ?? version,
  threads,
  milliseconds: median(own.filter((a) => a.times.length > 0).map((a) => median(a.times))),
})

const measure = async (one: Case, { rounds, seconds, folder }: Options): Promise<readonly Timed[]> => {
  const answers: (readonly Answer[])[] = []
  for (let round = 0; round < rounds; round++) answers.push(await ask(one, seconds))
  writeDetails(folder, one.name, { case: one.name, systems: one.systems, answers })
  return one.systems
    .map((system, i) =>
      timedOf(
        one.name,
        system,
        answers.map((round) => round[i]!),
      ),
    )
    .filter(({ milliseconds }) => Number.isFinite(milliseconds))
}

/** Runs the cases whose names contain the filter, and tells of each when it is done. */
export const speed = async (options: Options, tell: (rows: readonly Timed[]) => void): Promise<void> => {
  installPeers()
  for (const one of allCases().filter(({ name }) => name.includes(options.filter))) {
    const rows = await measure(one, options)
    const others = readResults(options.folder).speed.filter((row) => row.case !== one.name)
    writeResults(options.folder, { speed: [...others, ...rows] })
    tell(rows)
  }
}

/** The rows of one case, each with the ratio of the fastest of ours to it. */
export const table = (rows: readonly Timed[]): string => {
  const best = Math.min(...rows.filter((r) => r.system === 'Gradus').map((r) => r.milliseconds))
  const line = ({ system, version, threads, milliseconds }: Timed): string =>
    `  ${`${system} ${version}`.padEnd(34)}${threads} threads ${milliseconds.toFixed(3).padStart(10)} ms${(best / milliseconds).toFixed(2).padStart(8)}`
  return [rows[0]?.case, ...rows.map(line)].join('\n')
}
