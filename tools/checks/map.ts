// Compares what every package declares with the map of the design: who may depend on whom, and on what from
// outside. `turbo boundaries` then holds the imports to the declarations, and oxlint finds cycles of files.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What each package may import, in reading order: a package never imports a later one. */
const map: Readonly<Record<string, readonly string[]>> = {
  '@gradus/tensor': ['pako'],
  '@gradus/autograd': ['@gradus/tensor'],
  '@gradus/init': ['@gradus/tensor'],
  '@gradus/losses': ['@gradus/tensor'],
  '@gradus/layers': ['@gradus/tensor', '@gradus/autograd', '@gradus/init'],
  '@gradus/optim': ['@gradus/tensor', '@gradus/autograd'],
  '@gradus/regularize': ['@gradus/tensor', '@gradus/autograd', '@gradus/layers', '@gradus/losses'],
  '@gradus/data': ['@gradus/tensor', 'csv-parse', 'fastest-levenshtein'],
  '@gradus/search': [],
  '@gradus/train': [
    '@gradus/tensor',
    '@gradus/autograd',
    '@gradus/init',
    '@gradus/losses',
    '@gradus/layers',
    '@gradus/optim',
    '@gradus/regularize',
    '@gradus/data',
    '@gradus/search',
  ],
}

/** What every package may use from outside besides. */
const everywhere: readonly string[] = ['fp-ts', 'io-ts']

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const names = Object.keys(map)

const shipped = (manifest: Manifest): readonly string[] =>
  Object.keys({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  })

/** Sentences about what a manifest declares against the map; none when it keeps to it. */
export const violations = (manifest: Manifest): readonly string[] => {
  const allowed = map[manifest.name]
  if (allowed === undefined)
    return [`${manifest.name}: not on the map of tools/checks/map.ts. Add it, with what it may import.`]
  const against = shipped(manifest)
    .filter((name) => !allowed.includes(name) && !everywhere.includes(name))
    .map(
      (name) =>
        `${manifest.name}: may not depend on ${name}. It may use ${[...allowed, ...everywhere].join(', ')}.`,
    )
  const later = Object.keys(manifest.devDependencies ?? {})
    .filter((name) => names.indexOf(name) >= names.indexOf(manifest.name))
    .map((name) => `${manifest.name}: its tests may not use ${name}, which comes later in the map.`)
  return [...against, ...later]
}

const readManifest = (file: string): Manifest => JSON.parse(readFileSync(file, 'utf8')) as Manifest

/** The violations of every package of a repository. */
export const violationsIn = (root: string): readonly string[] =>
  readdirSync(join(root, 'packages'))
    .map((folder) => join(root, 'packages', folder, 'package.json'))
    .filter((file) => existsSync(file))
    .flatMap((file) => violations(readManifest(file)))
