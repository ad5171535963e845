import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Project } from '../src/projects.ts'
import { compilers, typecheck } from '../src/typecheck.ts'

const newest = compilers.filter(({ version }) => version.startsWith('7.'))

const stageOf = (contents: Readonly<Record<string, string>>): string => {
  const stage = realpathSync(mkdtempSync(join(tmpdir(), 'gradus-typecheck-')))
  onTestFinished(() => rmSync(stage, { recursive: true, force: true }))
  Object.entries(contents).forEach(([name, text]) => {
    mkdirSync(dirname(join(stage, name)), { recursive: true })
    writeFileSync(join(stage, name), text)
  })
  return stage
}

const projectsIn = (stage: string, ...names: readonly string[]): readonly Project[] =>
  names.map((name) => ({
    name,
    short: name,
    folder: join(stage, name),
    source: name,
    kind: 'library',
  }))

const errorsOf = async (
  stage: string,
  ...names: readonly string[]
): Promise<readonly (readonly string[])[]> => {
  const [compiler] = newest
  if (compiler === undefined) throw new Error('no TypeScript 7')
  const found = await typecheck(stage, projectsIn(stage, ...names), compiler, 'nodenext')
  return names.map((name) => (found.get(name) ?? '').split('\n').filter((line) => line !== ''))
}

const esm = JSON.stringify({ type: 'module' })

test('an error in an example is that of its project alone', async () => {
  const stage = stageOf({
    'a/package.json': esm,
    'a/example.ts': 'export const x: number = 1\n',
    'b/package.json': esm,
    'b/example.ts': "export const x: number = 'one'\n",
  })
  expect(await errorsOf(stage, 'a', 'b')).toEqual([
    [],
    ["b/example.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'."],
  ])
})

test('an error in a declaration file concerns every project that has the file', async () => {
  const library = {
    'node_modules/it/package.json': JSON.stringify({
      name: 'it',
      version: '1.0.0',
      type: 'module',
      types: './it.d.ts',
    }),
    'node_modules/it/it.d.ts': 'export declare const x: Missing\n',
  }
  const example = { 'package.json': esm, 'example.ts': "import { x } from 'it'\nvoid x\n" }
  const at = (folder: string, contents: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(contents).map(([name, text]) => [`${folder}/${name}`, text]))
  const stage = stageOf({
    ...at('a', { ...library, ...example }),
    ...at('b', { ...library, ...example }),
    'c/package.json': esm,
    'c/example.ts': 'export const x = 1\n',
  })
  const [a, b, c] = await errorsOf(stage, 'a', 'b', 'c')
  expect(a).toEqual(["a/node_modules/it/it.d.ts(1,25): error TS2304: Cannot find name 'Missing'."])
  expect(b).toEqual(a)
  expect(c).toEqual([])
})
