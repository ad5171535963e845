import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export type Manifest = {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly type?: string
  readonly license?: string
  readonly description?: string
  readonly keywords?: readonly string[]
  readonly homepage?: string
  readonly bugs?: unknown
  readonly repository?: unknown
  readonly sideEffects?: unknown
  readonly engines?: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
  readonly exports?: unknown
  readonly files?: readonly string[]
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** A package of this repository that is published. `folder` is relative to the root. */
export type Member = { readonly folder: string; readonly manifest: Manifest }

export const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

/** The published packages under a root that looks like this repository's, by name. */
export const members = (root: string): readonly Member[] =>
  globSync(['packages/*/package.json', 'apps/*/package.json'], { cwd: root })
    .map((path) => dirname(path).replaceAll('\\', '/'))
    .map((folder) => ({ folder, manifest: readManifest(join(root, folder)) }))
    .filter(({ manifest }) => manifest.private !== true)
    .toSorted((a, b) => a.manifest.name.localeCompare(b.manifest.name))

/** The names without which a published package cannot be installed. */
export const requirements = (manifest: Manifest): readonly string[] =>
  Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })

export const installedAt = (folder: string, name: string): string | undefined => {
  const here = join(folder, 'node_modules', name)
  const above = dirname(folder)
  if (existsSync(join(here, 'package.json'))) return here
  return above === folder ? undefined : installedAt(above, name)
}
