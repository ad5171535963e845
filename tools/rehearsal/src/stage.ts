import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from './chromium.ts'
import { ensureKit } from './kit.ts'
import { install, installTogether, projects } from './projects.ts'
import type { Project } from './projects.ts'
import { publishOutsiders } from './outsiders.ts'
import { publishRelease } from './publish.ts'
import { startRegistry } from './registry.ts'
import { runtimes } from './runtimes.ts'
import type { Runtime } from './runtimes.ts'

/** All that the table needs to know; plain data, since it crosses into Vitest's worker. */
export type Stage = {
  readonly folder: string
  readonly version: string
  readonly projects: readonly Project[]
  readonly runtimes: readonly Runtime[]
  readonly browser: { readonly executable: string; readonly missing?: string }
  readonly missing?: string
  readonly failure?: string
}

/** The folder of the stage where everything is installed at once. */
export const together = 'together'

const timed = async <A>(what: string, work: () => Promise<A>): Promise<A> => {
  const start = performance.now()
  const result = await work()
  console.log(`  ${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
  return result
}

// Two at a time: npm waits for the disk half of its time.
const inPairs = async <A, B>(items: readonly A[], work: (item: A) => Promise<B>): Promise<readonly B[]> => {
  const lane = async (parity: number): Promise<readonly B[]> => {
    const done: B[] = []
    for (const item of items.filter((_, index) => index % 2 === parity)) done.push(await work(item))
    return done
  }
  const [even, odd] = await Promise.all([lane(0), lane(1)])
  return items.map((_, index) => (index % 2 === 0 ? even : odd)[index >> 1] as B)
}

/** Publishes everything and installs each package into an empty project. The second value takes it all down. */
export const setTheStage = async (): Promise<readonly [Stage, () => Promise<void>]> => {
  // Outside the repository, so that nothing is found in a node_modules further up.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gradus-rehearsal-')))
  const strike = (): void => {
    if (process.env['KEEP_REHEARSAL'] === undefined) rmSync(folder, { recursive: true, force: true })
    else console.log(`The rehearsal's projects are kept in ${folder}`)
  }
  const missing = await timed('the runtimes', ensureKit)
  const common = { folder, browser: chromium(), runtimes: await runtimes(folder) }
  if (missing !== undefined) {
    return [{ ...common, missing, version: '', projects: projects(folder) }, async () => strike()]
  }
  const registry = await timed('a registry', () => startRegistry(join(folder, 'registry')))
  const end = async (): Promise<void> => {
    await registry.stop()
    strike()
  }
  try {
    await timed('what others publish', () => publishOutsiders(join(folder, 'outsiders'), registry))
    const version = await timed('versions and publishes', () =>
      publishRelease(join(folder, 'release'), registry),
    )
    const empty = projects(folder)
    const installed = await timed('installs', () => inPairs(empty, (project) => install(project, registry)))
    await timed('an install of all', () => installTogether(join(folder, together), empty, registry))
    return [{ ...common, version, projects: installed }, end]
  } catch (error) {
    return [{ ...common, failure: String(error), version: '', projects: projects(folder) }, end]
  }
}
