import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { defectsOf } from '../src/published.ts'
import type { Project } from '../src/projects.ts'

const installed = (manifest: object, ...files: readonly string[]): Project => {
  const folder = mkdtempSync(join(tmpdir(), 'gradus-published-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, text: string): void => {
    const path = join(folder, 'node_modules/it', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  write('package.json', JSON.stringify(manifest))
  files.forEach((name) => write(name, ''))
  return {
    name: 'it',
    short: 'it',
    folder,
    source: 'packages/it',
    kind: 'library',
    entries: [],
    compiles: false,
  }
}

const sound = {
  name: 'it',
  version: '1.2.0',
  description: 'It.',
  keywords: ['it'],
  license: 'MIT',
  homepage: 'https://example.com',
  bugs: 'https://example.com/issues',
  repository: { type: 'git', url: 'git+https://example.com/it.git' },
  type: 'module',
  sideEffects: false,
  engines: { node: '>=22' },
  exports: {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './package.json': './package.json',
  },
  dependencies: { '@gradus/tensor': '^1.2.0', 'fp-ts': '2.16.11' },
}
const files = ['README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts']

test('a sound package has no defects', () => {
  expect(defectsOf(installed(sound, ...files), '1.2.0')).toEqual([])
})

test.for([
  [{ version: '1.1.0' }, ['version 1.1.0, where the release is 1.2.0']],
  [{ dependencies: { 'fp-ts': 'catalog:' } }, ['workspace: or catalog: was not resolved']],
  [{ dependencies: { '@gradus/tensor': '1.2.0' } }, ['@gradus/tensor is asked for as 1.2.0, not as ^1.2.0']],
  [{ keywords: undefined, bugs: undefined }, ['no keywords', 'no bugs']],
  [{ type: 'commonjs' }, ['type is not module']],
  [{ engines: {} }, ['engines.node is not >=22']],
  [{ sideEffects: true }, ['sideEffects is not false']],
  [{ scripts: { build: 'tsc', postinstall: 'node fetch.js' } }, ['has a postinstall script']],
  [{ exports: { './gone': './dist/gone.js' } }, ['./dist/gone.js is not in the package']],
] as const)('%j is a defect', ([change, defects]) => {
  expect(defectsOf(installed({ ...sound, ...change }, ...files), '1.2.0')).toEqual(defects)
})

test('what only the author needs is a defect, and so is a missing README', () => {
  const project = installed(sound, ...files.slice(1), 'dist/.tsbuildinfo', 'src/sum.test.ts')
  expect(defectsOf(project, '1.2.0').toSorted()).toEqual([
    'dist/.tsbuildinfo has no place in a package',
    'no README.md',
    'src/sum.test.ts has no place in a package',
  ])
})
