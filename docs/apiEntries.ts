import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface Manifest {
  readonly name: string
  readonly description?: string
  readonly exports: Readonly<Record<string, unknown>>
}

/** Subpaths that only other packages of this repository use. */
const internal: readonly string[] = ['./package.json', './primitives']

const pathOf = (name: string, subpath: string): string =>
  subpath === '.' ? name : `${name}/${subpath.slice(2)}`

const entry = (path: string, description: string): string =>
  `/**\n * ${description}\n *\n * @module ${path}\n */\nexport * from '${path}'\n`

/**
 * Writes one small module for each public path of each package and returns their paths.
 *
 * TypeDoc names a page after its entry's file; through these the pages are called what users import
 * (`@gradus/search/node`), and a new package joins the reference by being there.
 */
export const writeApiEntries = (root: URL): readonly string[] => {
  const out = new URL('.api/', import.meta.url)
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out)
  return globSync('packages/*/package.json', { cwd: fileURLToPath(root) })
    .toSorted()
    .flatMap((file) => {
      const {
        name,
        description = '',
        exports,
      } = JSON.parse(readFileSync(new URL(file, root), 'utf8')) as Manifest
      return Object.keys(exports)
        .filter((subpath) => !internal.includes(subpath))
        .map((subpath) => writeEntry(out, pathOf(name, subpath), description))
    })
}

const writeEntry = (out: URL, path: string, description: string): string => {
  const file = new URL(`${path.replace('@gradus/', '').replaceAll('/', '-')}.ts`, out)
  writeFileSync(file, entry(path, description))
  return fileURLToPath(file)
}
