// The type tests of @gradus/tensor, put to the compiler: what they cost it, and what it says where they expect a refusal.
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const tensor = join(root, 'packages/tensor')

/** The type tests, by their absolute paths. */
const typeTests: readonly string[] = globSync('test/*.test-d.ts', { cwd: tensor })
  .toSorted()
  .map((name) => join(tensor, name))

const settings = (files: readonly string[]): string =>
  JSON.stringify({
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      typeRoots: [join(root, 'node_modules/@types')],
      allowImportingTsExtensions: true,
      rewriteRelativeImportExtensions: false,
    },
    include: [],
    files,
  })

const compile = (folder: string, files: readonly string[], ...options: readonly string[]): string => {
  writeFileSync(join(folder, 'tsconfig.json'), settings(files))
  const { stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/tsc'),
    ['-p', folder, '--pretty', 'false', ...options],
    { encoding: 'utf8', maxBuffer: 2 ** 28, shell: process.platform === 'win32' },
  )
  return `${stdout}${stderr}`
}

const within = <A>(run: (folder: string) => A): A => {
  const folder = mkdtempSync(join(tmpdir(), 'gradus-types-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
    return run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What a program comes to in the compiler: counts that do not depend on the machine. */
export interface Cost {
  readonly types: number
  readonly instantiations: number
  readonly symbols: number
}

/** One thread: each further one checks some types anew. */
const costOf = (files: readonly string[]): Cost => {
  const output = within((folder) => compile(folder, files, '--extendedDiagnostics', '--singleThreaded'))
  const read = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)$`, 'mu').exec(output)?.[1])
  return { types: read('Types'), instantiations: read('Instantiations'), symbols: read('Symbols') }
}

/** What the type tests cost beyond the sources that they test. */
export const costOfTests = (): Cost => {
  const all = costOf(typeTests)
  const sources = costOf([join(tensor, 'src/index.ts')])
  return {
    types: all.types - sources.types,
    instantiations: all.instantiations - sources.instantiations,
    symbols: all.symbols - sources.symbols,
  }
}

/** A line that must not compile, and why. */
export interface Refusal {
  readonly at: string
  readonly reason: string
}

const expected = /^\s*\/\/ @ts-expect-error (?<reason>.*)$/u

const refusalsIn = (file: string): readonly Refusal[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      const reason = expected.exec(line)?.groups?.['reason']
      return reason === undefined ? [] : [{ at: `${basename(file)}:${i + 2}`, reason }]
    })

/** Every refusal that the type tests expect. */
export const refusals = (): readonly Refusal[] => typeTests.flatMap(refusalsIn)

/** Is this reason the compiler's own text, `matmul: inner dimensions differ, …`, and no remark? */
export const isText = ({ reason }: Refusal): boolean => /^(?:[a-z]\w*: |axis -?[\d.]+ )/u.test(reason)

const unexpected = (file: string): string =>
  readFileSync(file, 'utf8')
    .replaceAll('@ts-expect-error', 'refused:')
    .replaceAll("from '../", `from '${tensor.replaceAll('\\', '/')}/`)

/** A message with the line that it is about. */
const placed = (text: string): readonly (readonly [at: string, text: string])[] => {
  const [, name, line] = /(?:^|[\\/])(\w+\.test-d\.ts)\((\d+),/u.exec(text.split(': error')[0] ?? '') ?? []
  return name === undefined ? [] : [[`${name}:${line}`, text]]
}

/** What the compiler says, line by line of the type tests: `types.test-d.ts:12` and its text. */
export const verdicts = (): ReadonlyMap<string, string> =>
  within((folder) => {
    const files = typeTests.map((file) => join(folder, basename(file)))
    files.forEach((file, i) => writeFileSync(file, unexpected(typeTests[i]!)))
    const said = compile(folder, files, '--noErrorTruncation').split(/\n(?=\S)/u)
    return new Map(said.flatMap(placed))
  })

/** How many types the tests assert. */
const assertions = (): number =>
  typeTests.reduce((n, file) => n + readFileSync(file, 'utf8').split(/\.to[A-Z]\w+(?=[<(])/u).length - 1, 0)

/** How many lines must compile with a certain type, or must not compile. */
export const cases = (): number => assertions() + refusals().length

/** The types of expressions over `T`, as editors show them. */
export const shown = (expressions: readonly string[]): readonly (string | undefined)[] =>
  within((folder) => {
    const file = join(folder, 'shown.ts')
    const lines = expressions.map((expression) => `;(${expression}) satisfies never`)
    const source = join(tensor, 'src/index.ts').replaceAll('\\', '/')
    writeFileSync(file, [`import * as T from '${source}'`, ...lines].join('\n'))
    const said = compile(folder, [file], '--noErrorTruncation').split(/\n(?=\S)/u)
    return lines.map((_, i) => {
      const about = said.find((text) => text.includes(`shown.ts(${i + 2},`)) ?? ''
      return /Type '(?<type>.*)' does not satisfy/u.exec(about)?.groups?.['type']
    })
  })
