import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkSource, programOf, importsOf } from './example.ts'
import { root } from './paths.ts'
import type { Registry } from './registry.ts'
import { run } from './run.ts'
import { threadsSource } from './threads.ts'
import { members } from './workspace.ts'
import type { Manifest, Member } from './workspace.ts'

/** An empty project that one package was installed into. `broken` says why that failed, `bare` why it has no example. */
export type Project = {
  readonly name: string
  readonly short: string
  readonly folder: string
  readonly source: string
  readonly kind: 'library' | 'app'
  /** What its users may import, besides its name: `@gradus/train/node`. */
  readonly entries: readonly string[]
  /** Has it what compiles a function, and so may start threads? */
  readonly compiles: boolean
  readonly broken?: string
  readonly bare?: string
}

const shortName = (name: string): string => name.replace(/^@[^/]+\//, '')

/** Every published package, before anything is installed. */
export const projects = (stage: string): readonly Project[] =>
  members(root).map((member) => project(stage, member))

const entriesOf = ({ name, exports }: Manifest): readonly string[] =>
  Object.keys((exports ?? {}) as object)
    .filter((path) => !['.', './package.json'].includes(path))
    .map((path) => name + path.slice(1))

/** A program that imports each of them; by name, so that a missing one shows before anything runs. */
const importing = (entries: readonly string[]): string =>
  [
    ...entries.map((entry, index) => `import * as entry${index} from '${entry}'`),
    ...entries.map(
      (entry, index) => `if (Object.keys(entry${index}).length === 0) throw new Error('${entry} is empty')`,
    ),
    '',
  ].join('\n')

const project = (stage: string, { folder, manifest }: Member): Project => ({
  name: manifest.name,
  short: shortName(manifest.name),
  folder: join(stage, 'projects', shortName(manifest.name)),
  source: folder,
  kind: manifest.bin === undefined ? 'library' : 'app',
  entries: entriesOf(manifest),
  compiles: manifest.name === '@gradus/autograd',
})

const readmeOf = (source: string): string => {
  const file = join(root, source, 'README.md')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

const write = (folder: string, files: Readonly<Record<string, string>>): void => {
  mkdirSync(folder, { recursive: true })
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(folder, name), text))
}

const programsOf = (project: Project): Readonly<Record<string, string>> => {
  const program = programOf(readmeOf(project.source))
  return {
    'entries.ts': importing(project.entries),
    'check.ts': checkSource,
    ...(program === undefined ? {} : { 'example.ts': program }),
    ...(project.compiles ? { 'threads.ts': threadsSource } : {}),
  }
}

const neededBy = (project: Project): readonly string[] => {
  const program = programOf(readmeOf(project.source))
  return [project.name, ...importsOf(program ?? '')]
}

const npmInstall = async (
  folder: string,
  names: readonly string[],
  registry: Registry,
): Promise<string | undefined> => {
  write(folder, { 'package.json': JSON.stringify({ private: true, type: 'module' }) })
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  const wanted = [...new Set(names)]
  const ran = await run('npm', ['install', ...quiet, ...wanted], { cwd: folder, env: registry.env })
  return ran.code === 0 ? undefined : `npm install ${wanted.join(' ')} failed:\n${ran.stderr}${ran.stdout}`
}

/** Makes the folder, writes the example and installs the package, with whatever else its example imports. */
export const install = async (project: Project, registry: Registry): Promise<Project> => {
  write(project.folder, programsOf(project))
  const broken = await npmInstall(project.folder, neededBy(project), registry)
  const bare = existsSync(join(project.folder, 'example.ts'))
    ? undefined
    : `${project.source}/README.md has no block fenced as \`\`\`ts`
  return { ...project, ...(broken === undefined ? {} : { broken }), ...(bare === undefined ? {} : { bare }) }
}

/** Installs everything once, beside a folder for each project with its programs. */
export const installTogether = async (
  folder: string,
  all: readonly Project[],
  registry: Registry,
): Promise<void> => {
  const problem = await npmInstall(folder, all.flatMap(neededBy), registry)
  if (problem !== undefined) throw new Error(problem)
  all.forEach((project) => write(join(folder, project.short), programsOf(project)))
}
