import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { violations, violationsIn } from '../map.ts'
import { discard, inside, scratch } from './scratch.ts'

const manifest = (name: string, fields: object = {}): string =>
  JSON.stringify({ name, version: '0.0.0', type: 'module', ...fields })

const tensor = {
  'packages/tensor/package.json': manifest('@gradus/tensor'),
  'packages/tensor/src/index.ts': '',
}

const importing = (code: string) =>
  scratch({
    'package.json': JSON.stringify({ name: 'scratch', packageManager: 'pnpm@12.21.0' }),
    ...tensor,
    'packages/losses/package.json': manifest('@gradus/losses', {
      dependencies: { '@gradus/tensor': 'workspace:^' },
    }),
    'packages/losses/src/index.ts': `${code}\n`,
  })

const boundaries = (code: string) => {
  const folder = importing(code)
  onTestFinished(() => discard(folder))
  return inside(folder, 'turbo', 'boundaries')
}

test('this repository keeps to its map', () => {
  expect(violationsIn(join(import.meta.dirname, '../../..'))).toEqual([])
})

test('a package that declares what the map does not allow is named, with what it may use', () => {
  expect(violations({ name: '@gradus/search', dependencies: { '@gradus/tensor': 'workspace:^' } })).toEqual([
    '@gradus/search: may not depend on @gradus/tensor. It may use fp-ts, io-ts.',
  ])
})

test('tests may not use a later package either', () => {
  expect(
    violations({ name: '@gradus/tensor', devDependencies: { '@gradus/layers': 'workspace:^' } }),
  ).toEqual(['@gradus/tensor: its tests may not use @gradus/layers, which comes later in the map.'])
})

test('a package that is not on the map is asked onto it', () => {
  expect(violations({ name: '@gradus/new' })).toEqual([
    '@gradus/new: not on the map of tools/checks/map.ts. Add it, with what it may import.',
  ])
})

test('an import that is declared passes', () => {
  expect(boundaries("import '@gradus/tensor'")).toMatchObject({ status: 0 })
})

test('an import that is not declared fails', () => {
  const { status, output } = boundaries("import '@gradus/layers'")
  expect(output).toContain('cannot import package `@gradus/layers` because it is not a dependency')
  expect(status).toBe(1)
})

test("reaching into another package's files fails", () => {
  const { status, output } = boundaries("import '../../tensor/src/index.ts'")
  expect(output).toContain('import `../../tensor/src/index.ts` leaves the package')
  expect(status).toBe(1)
})
