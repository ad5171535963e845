import { expect, test } from 'vitest'
import { discard, inside, scratch } from './scratch.ts'

/** What must not be written in a package, with the rule that says so. */
const violations: readonly (readonly [code: string, rule: string])[] = [
  ['export const f = (o: { a: number }): void => {\n  o.a = 1\n}', 'no-parameter-mutation'],
  ['export const f = (o: { a: number[] }): void => {\n  o.a[0]! += 1\n}', 'no-parameter-mutation'],
  ['export const f = (o: { a: number }): void => {\n  o.a++\n}', 'no-parameter-mutation'],
  ['export const f = (o: { a?: number }): void => {\n  delete o.a\n}', 'no-parameter-mutation'],
  ['export const f = (xs: number[]): void => {\n  xs.push(1)\n}', 'no-parameter-mutation'],
  ['export const f = (xs: Set<number>): void => {\n  xs.add(1)\n}', 'no-parameter-mutation'],
  ['export const f = (o: object): void => {\n  Object.assign(o, { a: 1 })\n}', 'no-parameter-mutation'],
  [
    'export const f = (o: { a: number[] }): void => {\n  const { a } = o\n  a.reverse()\n}',
    'no-parameter-mutation',
  ],
  [
    'export const f = (o: { a: number[] }): void => {\n  const a = o.a\n  a.reverse()\n}',
    'no-parameter-mutation',
  ],
  ['export const f = (xs: number[]): number[] => {\n  xs = []\n  return xs\n}', 'no-param-reassign'],
  ['export const f = (x: any): number => 1', 'no-explicit-any'],
  ["export const f = (): number => JSON.parse('1')", 'no-unsafe-return'],
  ['export const f = (): number => Math.random()', 'no-ambient-randomness'],
  ['export const f = (): string => crypto.randomUUID()', 'no-ambient-randomness'],
  ['export const f = (): number => Date.now()', 'no-clock'],
  ['export const f = (): number => performance.now()', 'no-clock'],
  ['export const f = (): Date => new Date()', 'no-clock'],
  ['export class Counter {}', 'no-class'],
  ['let one = 1\nexport const f = (): number => one', 'prefer-const'],
  ['export const f = (): void => {\n  Promise.resolve(1)\n}', 'no-floating-promises'],
  ["import { readFileSync } from 'node:fs'\nexport const f = readFileSync", 'no-restricted-imports'],
  ["import { pipe } from 'fp-ts/function'\nexport const f = pipe", 'no-restricted-imports'],
  ["export * from '@gradus/tensor/src/index.ts'", 'no-restricted-imports'],
  [
    '// oxlint-disable-next-line no-var\nvar one = 1\nexport const f = (): number => one',
    'reasoned-suppression',
  ],
]

/** What the rules leave alone. */
const allowed: readonly string[] = [
  'export const f = (xs: readonly number[]): number[] => {\n  const own = [...xs]\n  own.push(1)\n  return own\n}',
  'export const f = (n: number): Float32Array => {\n  const own = new Float32Array(n)\n  own[0] = 1\n  own.fill(2)\n  return own\n}',
  'interface Ops {\n  readonly add: (a: number, b: number) => number\n}\nexport const f = (ops: Ops): number => ops.add(1, 2)',
  'export class ShapeError extends Error {}',
  'export const f = (seconds: number): Date => new Date(seconds)',
]

/** Code that is fine or not depending on where it stands. */
const elsewhere = {
  'packages/init/src/a.ts': "import { b } from './b.ts'\nexport const a = (): number => b()\n",
  'packages/init/src/b.ts': "import { a } from './a.ts'\nexport const b = (): number => a()\n",
  'packages/tensor/src/kernels/fill.ts':
    'export const fill = (out: Float32Array): void => {\n  out[0] = 1\n}\n',
}

const numbered = (name: string, codes: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(codes.map((code, index) => [`packages/init/src/${name}${index}.ts`, `${code}\n`]))

const lint = (): { readonly status: number | null; readonly output: string } => {
  const folder = scratch({
    ...numbered(
      'bad',
      violations.map(([code]) => code),
    ),
    ...numbered('good', allowed),
    ...elsewhere,
  })
  try {
    return inside(folder, 'oxlint', '--type-aware', '--deny-warnings', '--format', 'unix', 'packages')
  } finally {
    discard(folder)
  }
}

// One run over all files; the tests read what it said about theirs.
const { status, output } = lint()
const saidAbout = (file: string): readonly string[] =>
  output.split('\n').filter((line) => line.startsWith(`${file}:`))

test('lint fails when something was found', () => {
  expect(status).toBe(1)
})

test.each(violations.map(([code, rule], index) => ({ code, rule, index })))(
  '$rule: $code',
  ({ rule, index }) => {
    expect(saidAbout(`packages/init/src/bad${index}.ts`).join('\n')).toContain(`(${rule})`)
  },
)

test.each(allowed.map((code, index) => ({ code, index })))('fine: $code', ({ index }) => {
  expect(saidAbout(`packages/init/src/good${index}.ts`)).toEqual([])
})

test('a cycle of files is found', () => {
  expect(saidAbout('packages/init/src/a.ts').join('\n')).toContain('(no-cycle)')
})

test('kernels may write into the arrays that they are given', () => {
  expect(saidAbout('packages/tensor/src/kernels/fill.ts')).toEqual([])
})
