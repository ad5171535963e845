import { stripTypeScriptTypes } from 'node:module'
import { expect, test } from 'vitest'
import { checkSource, importsOf, programOf } from '../src/example.ts'

const readme = (...lines: readonly string[]): string =>
  ['# A package', '```sh', 'npm install it', '```', '```ts', ...lines, '```', '```ts', 'second', '```'].join(
    '\n',
  )

test('the first block fenced as ts becomes a program that checks what it promises', () => {
  expect(programOf(readme("import { f } from 'it'", 'f(1) // => [2]'))).toBe(
    [
      "import { expect, test } from './check.ts'",
      "import { f } from 'it'",
      'await test("README", async () => {',
      '',
      'expect(f(1)).toEqual([2])',
      '',
      '})',
      'void [expect, test]',
      '',
    ].join('\n'),
  )
})

test('a README without one has no program', () => {
  expect(programOf('# A package\n\n```sh\nnpm install it\n```\n')).toBeUndefined()
})

test('what an example imports is what gets installed', () => {
  const program = [
    "import * as T from '@gradus/tensor'",
    "import { fileStore } from '@gradus/train/node'",
    "import { pipe } from 'fp-ts/lib/function.js'",
    "import { readFile } from 'node:fs/promises'",
    "import { expect } from './check.ts'",
  ]
  expect(importsOf(program.join('\n'))).toEqual(['@gradus/tensor', '@gradus/train', 'fp-ts'])
})

type Check = {
  readonly expect: (found: unknown) => {
    readonly toEqual: (expected: unknown) => void
    readonly rejects: { readonly toThrow: (text: string) => Promise<void> }
  }
}
const check = (await import(
  `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(checkSource))}`
)) as Check

test.for([
  [1, 1],
  [Number.NaN, Number.NaN],
  [
    [1, [2]],
    [1, [2]],
  ],
  [{ a: 1, b: undefined }, { a: 1 }],
  [null, null],
])('%j and %j are the same', ([found, expected]) => {
  expect(() => check.expect(found).toEqual(expected)).not.toThrow()
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
  expect(() => check.expect(found).toEqual(expected)).toThrow(/^expected /)
})

test('a difference names both values', () => {
  expect(() => check.expect([1, 2]).toEqual([1, 3])).toThrow(new Error('expected [1,3], got [1,2]'))
})

test('a promised error has to come', async () => {
  const fails = (): never => {
    throw new Error('matmul: inner dimensions differ')
  }
  await check.expect(fails).rejects.toThrow('inner dimensions')
  await expect(check.expect(fails).rejects.toThrow('outer')).rejects.toThrow(
    new Error('expected an error with "outer", got "Error: matmul: inner dimensions differ"'),
  )
  await expect(check.expect(() => 1).rejects.toThrow('any')).rejects.toThrow(
    new Error('expected an error with "any", got undefined'),
  )
})
