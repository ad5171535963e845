import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as T from '../src/index.ts'
import { withoutGolden } from './harness/exceptions.ts'

// A public operation brings its own evidence: a row that an independent program computed, an example that runs, and a test
// of its types. Whatever is exported without them is named here.

const root = join(import.meta.dirname, '..')
const texts = (...patterns: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    globSync([...patterns], { cwd: root })
      .toSorted()
      .map((file) => [file, readFileSync(join(root, file), 'utf8')] as const),
  )

/** The namespaces of the package, and which sources each is written in. */
const namespaces = {
  Rng: { module: T.Rng, sources: /^src\/(Rng\.ts|random\/)/ },
  Tree: { module: T.Tree, sources: /^src\/(Tree\.ts|tree\/)/ },
  Safetensors: { module: T.Safetensors, sources: /^src\/Safetensors/ },
  Npy: { module: T.Npy, sources: /^src\/npy\/Npy/ },
  Npz: { module: T.Npz, sources: /^src\/npy\/Npz/ },
}

const isError = (x: unknown): boolean => typeof x === 'function' && x.prototype instanceof Error

const functionsOf = (module: object, prefix: string): readonly string[] =>
  Object.entries(module)
    .filter(([, x]) => typeof x === 'function' && !isError(x))
    .map(([name]) => `${prefix}${name}`)

const operations: readonly string[] = [
  ...functionsOf(T, ''),
  ...Object.entries(namespaces).flatMap(([name, { module }]) => functionsOf(module, `${name}.`)),
].toSorted()

/** What a golden file has rows for: the names of its cases, and the keys of its streams of random numbers. */
const rowsOf = (golden: unknown): readonly string[] => {
  const { cases = [], functions = [], streams = [] } = golden as Readonly<Record<string, readonly unknown[]>>
  const named = [...(Array.isArray(cases) ? cases : []), ...functions] as readonly {
    readonly name?: string
  }[]
  return [
    ...named.flatMap(({ name }) => (name === undefined ? [] : [name])),
    ...(Array.isArray(cases) ? [] : Object.keys(cases).map((key) => key.split(' ')[0]!)),
    ...streams.flatMap((stream) => Object.keys(stream as object).map((key) => `Rng.${key}`)),
  ]
}

const golden: ReadonlySet<string> = new Set(
  [...texts('test/golden/*.json').values()].flatMap((text) => rowsOf(JSON.parse(text))),
)

const docstring = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export (?:const|function) (\w+)/g

const namespaceOf = (file: string): string => {
  const path = file.replaceAll('\\', '/')
  const found = Object.entries(namespaces).find(([, { sources }]) => sources.test(path))
  return found === undefined ? '' : `${found[0]}.`
}

/** The operations whose docstring holds an example that calls them. */
const examples: ReadonlySet<string> = new Set(
  [...texts('src/**/*.ts')].flatMap(([file, text]) =>
    [...text.matchAll(docstring)]
      .filter(([, doc = '', name]) => new RegExp(`\`\`\`ts[^]*\\b${name}[(<]`).test(doc))
      .map(([, , name]) => `${namespaceOf(file)}${name}`),
  ),
)

const typeTests = [...texts('test/*.test-d.ts').values()].join('\n')
const isTyped = (name: string): boolean => {
  const called = name.includes('.') ? name.replace('.', '\\.') : `T\\.${name}`
  return new RegExp(`\\b${called}[(<)]`).test(typeTests)
}

const lacking = (has: (name: string) => boolean): readonly string[] => operations.filter((name) => !has(name))

describe('every public operation', () => {
  test('is found', () => {
    expect(operations.length).toBeGreaterThan(170)
    expect(operations).toContain('Rng.uniform')
    const modules = Object.entries(T).filter(([, x]) => typeof x === 'object')
    expect(modules.map(([name]) => name).toSorted()).toEqual(Object.keys(namespaces).toSorted())
  })

  test('has a row that an independent program computed, or the reason why none is needed', () => {
    expect(lacking((name) => golden.has(name))).toEqual(Object.keys(withoutGolden).toSorted())
  })

  test('has an example in its docstring', () => {
    expect(lacking((name) => examples.has(name))).toEqual([])
  })

  test('has a test of its types', () => {
    expect(lacking(isTyped)).toEqual([])
  })
})
