import type { TestProject } from 'vitest/node'
import { setTheStage } from '../src/stage.ts'
import type { Stage } from '../src/stage.ts'

declare module 'vitest' {
  interface ProvidedContext {
    stage: Stage
  }
}

const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  console.log('Rehearsing a release:')
  const [stage, end] = await setTheStage()
  const all = [stage.missing, stage.browser.missing, ...stage.runtimes.map(({ missing }) => missing)]
  const missing = stage.missing === undefined ? all : [stage.missing]
  missing.filter((line) => line !== undefined).forEach((line) => console.log(`Left out: ${line}.`))
  project.provide('stage', stage)
  return end
}

export default setup
