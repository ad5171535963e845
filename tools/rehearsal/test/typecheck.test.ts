import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { compilers, errorsIn, typecheckTogether } from '../src/typecheck.ts'
import type { Compiler } from '../src/typecheck.ts'

const newest = compilers.find(({ version }) => version.startsWith('7.')) as Compiler

const folderOf = (contents: Readonly<Record<string, string>>): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gradus-typecheck-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  Object.entries(contents).forEach(([name, text]) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  })
  return folder
}

const esm = JSON.stringify({ type: 'module' })
const sound = {
  'package.json': esm,
  'a/example.ts': 'export const x: number = 1\n',
  'a/entries.ts': 'export {}\n',
}
const library = {
  'node_modules/it/package.json': JSON.stringify({
    name: 'it',
    version: '1.0.0',
    type: 'module',
    types: './it.d.ts',
  }),
  'node_modules/it/it.d.ts': 'export declare const x: Missing\n',
}

test('an error in an example is that of its project alone', async () => {
  const folder = folderOf({
    ...sound,
    'b/example.ts': "export const x: number = 'one'\n",
    'b/entries.ts': 'export {}\n',
  })
  expect(await typecheckTogether(folder, ['a', 'b'], newest, 'nodenext')).toEqual(
    new Map([
      ['a', ''],
      ['b', "b/example.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'."],
    ]),
  )
})

test('an error in a declaration file is everybody’s', async () => {
  const folder = folderOf({
    ...sound,
    ...library,
    'b/example.ts': "import { x } from 'it'\nvoid x\n",
    'b/entries.ts': 'export {}\n',
  })
  const error = "node_modules/it/it.d.ts(1,25): error TS2304: Cannot find name 'Missing'."
  expect(await typecheckTogether(folder, ['a', 'b'], newest, 'nodenext')).toEqual(
    new Map([
      ['a', error],
      ['b', error],
    ]),
  )
})

test('a page knows nothing of Node, and a Node program nothing of pages', async () => {
  const folder = folderOf({
    'package.json': esm,
    'uses.ts': 'export const found = [process.pid, document.title]\n',
  })
  expect(await errorsIn(folder, ['uses.ts'], newest, 'nodenext')).toEqual([
    expect.stringMatching(/^uses\.ts\(1,36\): error TS2584: Cannot find name 'document'/),
  ])
  expect(await errorsIn(folder, ['uses.ts'], newest, 'bundler')).toEqual([
    expect.stringMatching(/^uses\.ts\(1,23\): error TS2\d+: Cannot find name 'process'/),
  ])
})
