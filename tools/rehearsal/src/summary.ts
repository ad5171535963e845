import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Reporter } from 'vitest/node'
import { rehearsal } from './paths.ts'

/** Ends a run with one line of counts, and leaves them in .counts/ for whoever adds up the whole. */
export const summary: Reporter = {
  onTestRunEnd: (modules, errors) => {
    const states = modules.flatMap((module) =>
      Array.from(module.children.allTests(), (test) => test.result().state),
    )
    const broken = modules.filter((module) => module.errors().length > 0).length
    const count = (state: string): number => states.filter((each) => each === state).length
    const counts = {
      passed: count('passed'),
      failed: count('failed') + broken + errors.length,
      skipped: count('skipped'),
    }
    mkdirSync(join(rehearsal, '.counts'), { recursive: true })
    writeFileSync(join(rehearsal, '.counts/rehearsal.json'), `${JSON.stringify(counts)}\n`)
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  },
}
