import { stripTypeScriptTypes } from 'node:module'
import { expect, test } from 'vitest'
import { checkSource, exampleOf, importsOf } from '../src/example.ts'

const readme = (...lines: readonly string[]): string =>
  ['# A package', '', '```sh', 'npm install it', '```', '', '```ts', ...lines, '```', '', '```ts', 'second', '```'].join('\n')

const ending = ["import { check } from './check.ts'", 'void check', '']

test('the first block fenced as ts is the example', () => {
  expect(exampleOf(readme("import { a } from 'it'", 'a'))).toBe(["import { a } from 'it'", 'a', ...ending].join('\n'))
})

test('a README without one has no example', () => {
  expect(exampleOf('# A package\n\n```sh\nnpm install it\n```\n')).toBeUndefined()
})

test('a promised value becomes a check, and no line moves', () => {
  expect(exampleOf(readme('const x = 1', 'f(x) // => [1, 2]', '  await g(x); // => 3'))?.split('\n').slice(0, 3)).toEqual([
    'const x = 1',
    'check(2, f(x), [1, 2])',
    '  check(3, await g(x), 3)',
  ])
})

test('a promise about a constant checks the constant', () => {
  expect(exampleOf(readme('const y: number = f(1) // => 2'))?.split('\n')[0]).toBe(
    'const y: number = f(1); check(1, y, 2)',
  )
})

test('what an example imports is what gets installed', () => {
  const program = [
    "import * as T from '@gradus/tensor'",
    "import { fileStore } from '@gradus/train/node'",
    "import { pipe } from 'fp-ts/lib/function.js'",
    "import { readFile } from 'node:fs/promises'",
    "import { check } from './check.ts'",
  ]
  expect(importsOf(program.join('\n'))).toEqual(['@gradus/tensor', '@gradus/train', 'fp-ts'])
})

const { check } = (await import(
  `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(checkSource))}`
)) as { readonly check: (line: number, found: unknown, expected: unknown) => void }

test.for([
  [1, 1],
  [NaN, NaN],
  [[1, [2]], [1, [2]]],
  [{ a: 1, b: undefined }, { a: 1 }],
  [null, null],
])('%j and %j are the same', ([found, expected]) => {
  expect(() => check(1, found, expected)).not.toThrow()
})

test.for([
  [1, 2],
  [0, -0],
  [[1, 2], [1]],
  [[1], { 0: 1 }],
  [{ a: 1 }, { a: 1, b: 2 }],
  [null, {}],
  [new Float32Array([1]), [1]],
])('%j and %j differ', ([found, expected]) => {
  expect(() => check(1, found, expected)).toThrow(/^line 1 of the example: expected /)
})

test('a difference names its line and both values', () => {
  expect(() => check(7, [1, 2], [1, 3])).toThrow(new Error('line 7 of the example: expected [1,3], got [1,2]'))
})
