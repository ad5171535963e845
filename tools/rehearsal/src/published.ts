import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Project } from './projects.ts'
import { readManifest } from './workspace.ts'
import type { Manifest } from './workspace.ts'

const installScripts = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish']
const unwanted = /^(test|node_modules|\.turbo|\.counts)$|\.tsbuildinfo$|\.test(-d)?\./
const described = ['description', 'license', 'keywords', 'homepage', 'bugs', 'repository'] as const

type Rule = (manifest: Manifest, project: Project, version: string, folder: string) => readonly string[]

const targetsOf = (exports: unknown): readonly string[] =>
  typeof exports === 'string' ? [exports] : Object.values((exports ?? {}) as object).flatMap(targetsOf)

const siblings = (manifest: Manifest): readonly (readonly [string, string])[] =>
  Object.entries(manifest.dependencies ?? {}).filter(([name]) => name.startsWith('@gradus/'))

const rules: readonly Rule[] = [
  (manifest, _, version) =>
    manifest.version === version ? [] : [`version ${manifest.version}, where the release is ${version}`],
  (manifest) =>
    /"(workspace|catalog):/.test(JSON.stringify(manifest)) ? ['workspace: or catalog: was not resolved'] : [],
  (manifest, _, version) =>
    siblings(manifest)
      .filter(([, range]) => range !== `^${version}`)
      .map(([name, range]) => `${name} is asked for as ${range}, not as ^${version}`),
  (manifest) => described.filter((field) => manifest[field] === undefined).map((field) => `no ${field}`),
  (manifest) => (manifest.type === 'module' ? [] : ['type is not module']),
  (manifest) => (manifest.engines?.['node'] === '>=22' ? [] : ['engines.node is not >=22']),
  (manifest, { kind }) =>
    kind === 'app' || manifest.sideEffects === false ? [] : ['sideEffects is not false'],
  (manifest) =>
    installScripts
      .filter((name) => manifest.scripts?.[name] !== undefined)
      .map((name) => `has a ${name} script`),
  ({ exports, bin }, _, __, folder) =>
    [...targetsOf(exports), ...Object.values(bin ?? {})]
      .filter((target) => !target.includes('*') && !existsSync(join(folder, target)))
      .map((target) => `${target} is not in the package`),
  (_, __, ___, folder) =>
    ['README.md', 'LICENSE'].filter((name) => !existsSync(join(folder, name))).map((name) => `no ${name}`),
  (_, __, ___, folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => unwanted.test(path))
      .map((path) => `${path.replaceAll('\\', '/')} has no place in a package`),
]

/** What is wrong with a package as its users get it. */
export const defectsOf = (project: Project, version: string): readonly string[] => {
  const folder = join(project.folder, 'node_modules', project.name)
  const manifest = readManifest(folder)
  return rules.flatMap((rule) => rule(manifest, project, version, folder))
}
