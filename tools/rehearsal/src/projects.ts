import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkSource, programOf, importsOf } from './example.ts'
import { root } from './paths.ts'
import type { Registry } from './registry.ts'
import { run } from './run.ts'
import { members } from './workspace.ts'
import type { Member } from './workspace.ts'

/** An empty project that one package was installed into. `broken` says why that failed, `bare` why it has no example. */
export type Project = {
  readonly name: string
  readonly short: string
  readonly folder: string
  readonly source: string
  readonly kind: 'library' | 'app'
  readonly broken?: string
  readonly bare?: string
}

const shortName = (name: string): string => name.replace(/^@[^/]+\//, '')

/** Every published package, before anything is installed. */
export const projects = (stage: string): readonly Project[] =>
  members(root).map((member) => project(stage, member))

const project = (stage: string, { folder, manifest }: Member): Project => ({
  name: manifest.name,
  short: shortName(manifest.name),
  folder: join(stage, 'projects', shortName(manifest.name)),
  source: folder,
  kind: manifest.bin === undefined ? 'library' : 'app',
})

const readmeOf = (source: string): string => {
  const file = join(root, source, 'README.md')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** Makes the folder, writes the example and installs the package, with whatever else its example imports. */
export const install = async (empty: Project, registry: Registry): Promise<Project> => {
  const program = programOf(readmeOf(empty.source))
  mkdirSync(empty.folder, { recursive: true })
  const write = (name: string, text: string): void => writeFileSync(join(empty.folder, name), text)
  write('package.json', JSON.stringify({ name: `try-${empty.short}`, private: true, type: 'module' }))
  if (program !== undefined) {
    write('example.ts', program)
    write('check.ts', checkSource)
  }
  const names = [...new Set([empty.name, ...importsOf(program ?? '')])]
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  const ran = await run('npm', ['install', ...quiet, ...names], { cwd: empty.folder, env: registry.env })
  const broken = `npm install ${names.join(' ')} failed:\n${ran.stderr}${ran.stdout}`
  const bare = `${empty.source}/README.md has no block fenced as \`\`\`ts`
  return { ...empty, ...(ran.code === 0 ? {} : { broken }), ...(program === undefined ? { bare } : {}) }
}
