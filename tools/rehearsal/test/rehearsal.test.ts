import { delimiter, dirname, join } from 'node:path'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { version as viteVersion } from 'vite'
import { bundle, openBundle } from '../src/bundle.ts'
import { launch } from '../src/chromium.ts'
import { defectsOf } from '../src/published.ts'
import type { Project } from '../src/projects.ts'
import { run } from '../src/run.ts'
import type { Runtime } from '../src/runtimes.ts'
import { together } from '../src/stage.ts'
import { compilers, typecheckAlone, typecheckTogether } from '../src/typecheck.ts'
import type { Compiler, Resolution } from '../src/typecheck.ts'

// The table. A row is a package, installed alone into an empty project; a column is where its example has to work.
const stage = inject('stage')
const unset = stage.missing ?? stage.failure
const libraries = stage.projects.filter(({ kind }) => kind === 'library')
const apps = stage.projects.filter(({ kind }) => kind === 'app')
const resolutions: readonly Resolution[] = ['nodenext', 'bundler']

const once = <A>(make: () => A): (() => A) => {
  const made: A[] = []
  return () => (made.length === 0 ? made[made.push(make()) - 1] : made[0]) as A
}

const installed = ({ broken }: Project): void => {
  if (broken !== undefined) throw new Error(broken)
}

const ready = (project: Project): void => {
  installed(project)
  if (project.bare !== undefined) throw new Error(project.bare)
}

const runs = async (file: string, project: Project, { bin, args, env }: Runtime): Promise<void> => {
  const ran = await run(bin, [...args, file], { cwd: project.folder, env, seconds: 60 })
  expect.soft(ran.stderr).toBe('')
  expect(ran.code, ran.stdout).toBe(0)
}

const readmeRuns = async (project: Project, runtime: Runtime): Promise<void> => {
  ready(project)
  await runs('example.ts', project, runtime)
}

const entriesLoad = async (project: Project, runtime: Runtime): Promise<void> => {
  installed(project)
  await runs('entries.ts', project, runtime)
}

const threadsAgree = async (project: Project, runtime: Runtime): Promise<void> => {
  ready(project)
  await runs('threads.ts', project, runtime)
}

const browser = once(() => launch(stage.browser.executable))
afterAll(async () => {
  if (unset === undefined && stage.browser.missing === undefined) await (await browser()).close()
})

const readmeRunsInChromium = async (project: Project): Promise<void> => {
  ready(project)
  expect(await openBundle(await browser(), await bundle(project))).toBe('passed')
}

const withExample = libraries.filter(({ broken, bare }) => broken === undefined && bare === undefined)

const errorsBy = (compiler: Compiler, resolution: Resolution): ((project: Project) => Promise<string>) => {
  const names = withExample.map(({ short }) => short)
  const all = once(() => typecheckTogether(join(stage.folder, together), names, compiler, resolution))
  return compiler.alone
    ? (project) => typecheckAlone(project, compiler, resolution)
    : async ({ short }) => (await all()).get(short) ?? ''
}

const typechecks = compilers.flatMap((compiler) =>
  resolutions.map((resolution) => ({
    title: `TypeScript ${compiler.version}, ${resolution}`,
    errors: errorsBy(compiler, resolution),
  })),
)

const readmeTypechecks = async (
  project: Project,
  errors: (project: Project) => Promise<string>,
): Promise<void> => {
  ready(project)
  expect(await errors(project)).toBe('')
}

// npx finds its Node on the PATH, as in the shell of someone who has just that one.
const helpRuns = async (project: Project, { bin }: Runtime): Promise<void> => {
  installed(project)
  const env = { PATH: `${dirname(bin)}${delimiter}${process.env['PATH'] ?? ''}` }
  const ran = await run('npx', ['--no-install', project.name, '--help'], {
    cwd: project.folder,
    env,
    seconds: 60,
  })
  expect(ran.code, ran.stderr).toBe(0)
  expect(ran.stdout).toMatch(/usage/i)
}

test.skipIf(stage.missing !== undefined)('everything can be versioned, published and installed', () => {
  expect(stage.failure).toBeUndefined()
})

describe.concurrent.for(libraries)('$name', (project) => {
  test.skipIf(unset !== undefined)(`${project.name} as published`, () => {
    installed(project)
    expect(defectsOf(project, stage.version)).toEqual([])
  })
  for (const runtime of stage.runtimes) {
    const missing = unset ?? runtime.missing
    test.skipIf(missing !== undefined)(`${project.name} README under ${runtime.name}`, () =>
      readmeRuns(project, runtime),
    )
  }
  for (const runtime of project.entries.length > 0 ? stage.runtimes : []) {
    const missing = unset ?? runtime.missing
    const name = `${project.entries.join(', ')} under ${runtime.name}`
    test.skipIf(missing !== undefined)(name, () => entriesLoad(project, runtime))
  }
  for (const runtime of project.compiles ? stage.runtimes : []) {
    const missing = unset ?? runtime.missing
    test.skipIf(missing !== undefined)(`${project.name} on two threads under ${runtime.name}`, () =>
      threadsAgree(project, runtime),
    )
  }
  const noBrowser = unset ?? stage.browser.missing
  test.skipIf(noBrowser !== undefined)(
    `${project.name} README in Chromium, bundled by Vite ${viteVersion}`,
    () => readmeRunsInChromium(project),
  )
  for (const { title, errors } of typechecks) {
    const name = `${project.name} README type-checks with ${title}`
    test.skipIf(unset !== undefined)(name, () => readmeTypechecks(project, errors))
  }
})

describe.for(apps)('$name', (project) => {
  test.skipIf(unset !== undefined)(`${project.name} as published`, () => {
    installed(project)
    expect(defectsOf(project, stage.version)).toEqual([])
  })
  for (const runtime of stage.runtimes.filter(({ name }) => name.startsWith('Node '))) {
    const missing = unset ?? runtime.missing
    test.skipIf(missing !== undefined)(`npx ${project.name} --help under ${runtime.name}`, () =>
      helpRuns(project, runtime),
    )
  }
})
