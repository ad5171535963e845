import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve, sep } from 'node:path'
import { inKit } from './kit.ts'
import { rehearsal } from './paths.ts'
import type { Project } from './projects.ts'
import { run } from './run.ts'

export type Compiler = { readonly version: string; readonly tsc: string }
export type Resolution = 'nodenext' | 'bundler'

const workspaceTsc = createRequire(import.meta.url).resolve('typescript/package.json')

export const compilers: readonly Compiler[] = [
  { version: '5.9.3', tsc: inKit('typescript-5.9/bin/tsc') },
  { version: '6.0.3', tsc: inKit('typescript-6.0/bin/tsc') },
  { version: '7.0.2', tsc: join(dirname(workspaceTsc), 'bin/tsc') },
]

// Two consumers: a Node program, which has Node's types and no DOM, and a page, which has the DOM and no Node.
const consumer = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2023'], types: ['node'] },
  bundler: {
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: [],
  },
}

const settings = (resolution: Resolution): Readonly<Record<string, unknown>> => ({
  ...consumer[resolution],
  typeRoots: [join(rehearsal, 'node_modules/@types')],
  target: 'es2023',
  strict: true,
  skipLibCheck: false,
  allowImportingTsExtensions: true,
  noEmit: true,
})

const diagnostic = /^(.+?)\(\d+,\d+\): error TS\d+: /

// A declaration file that several projects have is read once, so its errors belong to each of them.
const concerns = (project: Project, all: readonly Project[], file: string | undefined): boolean => {
  const owner = all.find(({ folder }) => file?.startsWith(folder + sep))
  if (file === undefined || owner === undefined) return true
  const path = file.slice(owner.folder.length + 1)
  return (
    owner.name === project.name || (path.startsWith('node_modules') && existsSync(join(project.folder, path)))
  )
}

/** Type-checks the examples of all projects in one go; returns the errors of each, by the project's name. */
export const typecheck = async (
  stage: string,
  projects: readonly Project[],
  { version, tsc }: Compiler,
  resolution: Resolution,
): Promise<ReadonlyMap<string, string>> => {
  const config = join(stage, `tsconfig.${version}.${resolution}.json`)
  const files = projects.map(({ folder }) => join(folder, 'example.ts'))
  writeFileSync(config, JSON.stringify({ compilerOptions: settings(resolution), files }))
  const ran = await run(process.execPath, [tsc, '--project', config, '--pretty', 'false'], {
    cwd: stage,
    seconds: 240,
  })
  // A line that is indented goes on with the error before it.
  const errors = ran.code === 0 ? [] : `${ran.stdout}${ran.stderr}`.trimEnd().split(/\r?\n(?!\s)/)
  const place = (error: string): string | undefined => {
    const file = diagnostic.exec(error)?.[1]
    return file === undefined ? undefined : resolve(stage, file)
  }
  return new Map(
    projects.map((project) => [
      project.name,
      errors.filter((error) => concerns(project, projects, place(error))).join('\n'),
    ]),
  )
}
