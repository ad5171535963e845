import { expect, test } from 'vitest'
import { examplesOf, toTest } from '../examples.ts'

const page = (...lines: readonly string[]): string => lines.join('\n')

const bodyOf = (...lines: readonly string[]): string => {
  const [example] = examplesOf(page('```ts', ...lines, '```'))
  if (example === undefined) throw new Error('no example found')
  return toTest('page:1', example).split('async () => {\n')[1]?.split('\n})\nvoid')[0]?.trim() ?? ''
}

test('blocks are found in pages and in docstrings, with their lines', () => {
  const found = [{ line: 2, code: 'f(1)\n', runs: true, continues: false }]
  expect(examplesOf(page('Text', '```ts', 'f(1)', '```'))).toEqual(found)
  expect(examplesOf(page('/**', ' * ```ts', ' * f(1)', ' * ```', ' */'))).toEqual(found)
})

test('blocks in other languages are left alone', () => {
  expect(examplesOf(page('```sh', 'npm start', '```', '```tsx', '<a />', '```'))).toEqual([])
})

test('a block may continue the one before', () => {
  const examples = examplesOf(
    page('```ts', 'const a = 1', '```', 'and', '```ts continued', 'a // => 1', '```'),
  )
  expect(examples.map(({ code }) => code)).toEqual(['const a = 1\n\na // => 1\n'])
})

test('imports move out of the test', () => {
  const [example] = examplesOf(page('```ts', 'import {', '  a,', "} from 'a'", "import 'b'", 'a()', '```'))
  expect(toTest('page:1', example!)).toBe(
    page(
      "import { expect, test } from 'vitest'",
      'import {',
      '  a,',
      "} from 'a'",
      "import 'b'",
      'test("page:1", async () => {',
      '',
      '',
      'a()',
      '',
      '})',
      'void [expect, test]',
      '',
    ),
  )
})

/** A claim as it is written, and the assertion that it becomes. */
const claims: readonly (readonly [written: string, assertion: string])[] = [
  ['f(1) // => 2', 'expect(f(1)).toEqual(2)'],
  ['f(1); // => 2', 'expect(f(1)).toEqual(2)'],
  ['f(1)\n// => 2', 'expect(f(1)).toEqual(2)'],
  ['const a = f(1) // => 2', 'const a = f(1)\nexpect(a).toEqual(2)'],
  ['console.log(f(1), 3) // => 2', 'expect(f(1), 3).toEqual(2)'],
  ['await f(1) // => 2', 'expect(await f(1)).toEqual(2)'],
  ['f({\n  a: 1,\n}) // => 2', 'expect(f({\n  a: 1,\n})).toEqual(2)'],
  ["f('(') // => ')'", "expect(f('(')).toEqual(')')"],
  ['f(1) // => [\n//   2,\n// ]', 'expect(f(1)).toEqual([\n  2,\n])'],
  [
    'f(1) // throws no such axis: 3',
    'await expect(async () => { await (f(1)) }).rejects.toThrow("no such axis: 3")',
  ],
]

test.each(claims)('%s', (written, assertion) => {
  expect(bodyOf(...written.split('\n'))).toBe(assertion)
})

test('a block that does not run is still there to be type-checked', () => {
  const [example] = examplesOf(page('```ts no-run', 'f(1)', '```'))
  expect(example).toMatchObject({ runs: false })
  expect(toTest('page:1', example!)).toContain('export const notRun = async (): Promise<void> => {')
})
