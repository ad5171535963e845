import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Reporter } from 'vitest/node'

/** What a task's tests came to. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const none: Counts = { passed: 0, failed: 0, skipped: 0 }

export const add = (a: Counts, b: Counts): Counts => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})

export const show = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`

/** Where a task of a folder leaves its counts: an output that turbo keeps and restores with its cache. */
export const countsFile = (folder: string, task: string): string => join(folder, '.counts', `${task}.json`)

export const writeCounts = (folder: string, task: string, counts: Counts): void => {
  const file = countsFile(folder, task)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(counts)}\n`)
}

const count = (states: readonly string[], state: string): number => states.filter((s) => s === state).length

/** Leaves the counts of a run behind when turbo started it; a run by hand leaves nothing. */
export const countsReporter: Reporter = {
  onTestRunEnd: (modules, errors) => {
    const task = process.env['npm_lifecycle_event']
    if (process.env['TURBO_HASH'] === undefined || task === undefined) return
    const states = modules.flatMap((module) =>
      Array.from(module.children.allTests(), (test) => test.result().state),
    )
    const broken = modules.filter((module) => module.state() === 'failed' && module.errors().length > 0)
    writeCounts(process.cwd(), task, {
      passed: count(states, 'passed'),
      failed: count(states, 'failed') + broken.length + errors.length,
      skipped: count(states, 'skipped') + count(states, 'pending'),
    })
  },
}
