/** What runs in the browser: one case of one system. */
import rawCases from '../../peers/cases.json' with { type: 'json' }
import { timesOf } from '../../peers/numbers.mjs'
import type { System, Work } from '../../peers/work.mjs'

const systems = {
  gradus: () => import('./gradus.ts'),
  jaxjs: () => import('../../peers/jaxjs.mjs'),
  tfjs: () => import('../../peers/tfjs.mjs'),
} as const

const cases = rawCases as unknown as Readonly<Record<string, Work>>

export type Module = keyof typeof systems

/** Milliseconds of single runs; `isolated` tells whether the page had shared memory. */
export interface PageAnswer {
  readonly isolated: boolean
  readonly times: readonly number[]
}

const measure = async (
  module: Module,
  name: string,
  threads: number,
  seconds: number,
): Promise<PageAnswer> => {
  const { start, runOf }: System = await systems[module]()
  await start({ threads, assets: '/tfjs/' })
  const run = runOf(cases[name]!)
  const times = run === undefined ? [] : await timesOf(run, seconds)
  return { isolated: crossOriginIsolated, times }
}

Object.assign(globalThis, { measure })
