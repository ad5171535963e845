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

interface Entry {
  readonly path: string
  readonly description: string
}

const entriesOf = (manifest: string): readonly Entry[] => {
  const { name, description = '', exports } = JSON.parse(manifest) as Manifest
  return Object.keys(exports)
    .filter((subpath) => !internal.includes(subpath))
    .map((subpath) => ({
      path: pathOf(name, subpath),
      description:
        subpath === './node' ? `The part of ${name} that reads and writes files, for Node.` : description,
    }))
}

const row = ({ path, description }: Entry): string =>
  `| [\`${path}\`](/api/${path.slice(1)}/readme/) | ${description} |`

const overview = (entries: readonly Entry[]): string =>
  [
    'Every function, type and constant that the packages export, made from their sources and docstrings. The',
    'examples on these pages are run as tests.',
    '',
    '| import from | |',
    '|---|---|',
    ...entries.map(row),
    '',
  ].join('\n')

export interface ApiFiles {
  readonly entryPoints: readonly string[]
  readonly readme: string
}

/**
 * Writes one small module for each public path of each package, and the page that lists them.
 *
 * TypeDoc names a page after its entry's file; through these the pages are called what users import
 * (`@gradus/search/node`), and a new package joins the reference by being there.
 */
export const writeApiEntries = (root: URL): ApiFiles => {
  const out = new URL('.api/', import.meta.url)
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out)
  const entries = globSync('packages/*/package.json', { cwd: fileURLToPath(root) })
    .toSorted()
    .flatMap((file) => entriesOf(readFileSync(new URL(file, root), 'utf8')))
  const write = (name: string, text: string): string => {
    const file = new URL(name, out)
    writeFileSync(file, text)
    return fileURLToPath(file)
  }
  return {
    entryPoints: entries.map(({ path, description }) =>
      write(`${path.replace('@gradus/', '').replaceAll('/', '-')}.ts`, entry(path, description)),
    ),
    readme: write('README.md', overview(entries)),
  }
}
