import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { discard, inside, root, scratch } from './scratch.ts'

const manifest = (fields: object): string =>
  JSON.stringify({ name: '@gradus/init', version: '0.0.0', license: 'MIT', type: 'module', ...fields })

const repository = (files: Readonly<Record<string, string>>): string => {
  const folder = scratch({ 'package.json': JSON.stringify({ name: 'scratch', private: true }), ...files })
  onTestFinished(() => discard(folder))
  return folder
}

const source = { exports: './src/index.ts' }

test('code that is not formatted is found', () => {
  const folder = repository({ 'packages/init/src/index.ts': 'export const one = "1";\n' })
  const { status, output } = inside(folder, 'oxfmt', '--check', 'packages')
  expect(output).toContain('packages/init/src/index.ts')
  expect(status).toBe(1)
})

test('an export that nobody imports and a dependency that nobody uses are found', () => {
  const folder = repository({
    'packages/init/package.json': manifest({ ...source, dependencies: { 'io-ts': '2.2.22' } }),
    'packages/init/src/index.ts': "export { one } from './one.ts'\n",
    'packages/init/src/one.ts': 'export const one = 1\nexport const two = 2\n',
  })
  const { status, output } = inside(folder, 'knip', '--no-config-hints', '--exclude', 'unlisted')
  expect(output).toMatch(/^two +packages\/init\/src\/one\.ts/m)
  expect(output).toMatch(/^io-ts +packages\/init\/package\.json/m)
  expect(output).not.toMatch(/^one /m)
  expect(status).toBe(1)
})

const shape = (files: Readonly<Record<string, string>>) =>
  inside(join(repository(files), 'packages/init'), 'node', join(root, 'tools/checks/shape.ts'))

test('exports that lead nowhere are found', () => {
  const { status, output } = shape({
    'packages/init/package.json': manifest({ exports: { '.': { default: './dist/missing.js' } } }),
  })
  expect(output).toContain('pkg.exports["."].default is ./dist/missing.js but the file does not exist')
  expect(status).toBe(1)
})

test('types that promise another module format than the code has are found', () => {
  const { status, output } = shape({
    'packages/init/package.json': manifest({
      exports: { '.': { types: './dist/index.d.cts', default: './dist/index.js' } },
    }),
    'packages/init/dist/index.d.cts': 'export declare const one: number\n',
    'packages/init/dist/index.js': 'export const one = 1\n',
  })
  expect(output).toContain('Masquerading as CJS')
  expect(status).toBe(1)
})
