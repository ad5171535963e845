import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { inKit } from './kit.ts'
import { rehearsal } from './paths.ts'
import type { Project } from './projects.ts'
import { run } from './run.ts'

/** `alone`: fast enough to see each project by itself; the others see all of them in one program. */
export type Compiler = { readonly version: string; readonly tsc: string; readonly alone: boolean }
export type Resolution = 'nodenext' | 'bundler'

const workspaceTsc = createRequire(import.meta.url).resolve('typescript/package.json')

export const compilers: readonly Compiler[] = [
  { version: '5.9.3', tsc: inKit('typescript-5.9/bin/tsc'), alone: false },
  { version: '6.0.3', tsc: inKit('typescript-6.0/bin/tsc'), alone: false },
  { version: '7.0.2', tsc: join(dirname(workspaceTsc), 'bin/tsc'), alone: true },
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

// A page has no use for the entry points that need Node.
const programs = { nodenext: ['example.ts', 'entries.ts'], bundler: ['example.ts'] }

const settings = (resolution: Resolution): Readonly<Record<string, unknown>> => ({
  ...consumer[resolution],
  typeRoots: [join(rehearsal, 'node_modules/@types')],
  target: 'es2023',
  strict: true,
  skipLibCheck: false,
  allowImportingTsExtensions: true,
  noEmit: true,
})

/** The errors in files of a folder, each with the lines that go on with it; paths are relative to the folder. */
export const errorsIn = async (
  folder: string,
  files: readonly string[],
  { version, tsc }: Compiler,
  resolution: Resolution,
): Promise<readonly string[]> => {
  const config = join(folder, `tsconfig.${version}.${resolution}.json`)
  writeFileSync(config, JSON.stringify({ compilerOptions: settings(resolution), files }))
  const ran = await run(process.execPath, [tsc, '--project', config, '--pretty', 'false'], {
    cwd: folder,
    seconds: 240,
  })
  return ran.code === 0 ? [] : `${ran.stdout}${ran.stderr}`.trimEnd().split(/\r?\n(?!\s)/)
}

/** Type-checks one project; returns its errors. */
export const typecheckAlone = async (
  { folder }: Project,
  compiler: Compiler,
  resolution: Resolution,
): Promise<string> => (await errorsIn(folder, programs[resolution], compiler, resolution)).join('\n')

// What is in nobody's folder is everybody's.
const concerns = (name: string, names: readonly string[], error: string): boolean =>
  error.startsWith(`${name}/`) || !names.some((other) => error.startsWith(`${other}/`))

/**
 * Type-checks the projects in a folder that has a copy of each, and all packages installed once; returns the errors
 * of each project by its short name. In one program with an install for each, TypeScript takes copies of a package
 * for one another, and loses what fp-ts adds to its own interfaces.
 */
export const typecheckTogether = async (
  folder: string,
  names: readonly string[],
  compiler: Compiler,
  resolution: Resolution,
): Promise<ReadonlyMap<string, string>> => {
  const files = names.flatMap((name) => programs[resolution].map((program) => `${name}/${program}`))
  const errors = await errorsIn(folder, files, compiler, resolution)
  return new Map(
    names.map((name) => [name, errors.filter((error) => concerns(name, names, error)).join('\n')]),
  )
}
