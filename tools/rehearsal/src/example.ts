/**
 * The example of a README as a program that checks itself.
 *
 * The first block fenced as ```ts is taken. A line `expression // => literal` becomes a comparison of the two;
 * so does `const name = expression // => literal`. Every line keeps its number.
 */
export const exampleOf = (readme: string): string | undefined => {
  const block = /^```ts[ \t]*\r?\n([\s\S]*?)^```/m.exec(readme)?.[1]
  return block === undefined
    ? undefined
    : [...block.trimEnd().split(/\r?\n/).map(checked), "import { check } from './check.ts'", 'void check', ''].join('\n')
}

const checked = (line: string, index: number): string => {
  const [, indent, code, literal] = /^(\s*)(.*?);?\s*\/\/ => (.*)$/.exec(line) ?? []
  if (code === undefined || literal === undefined) return line
  const name = /^const (\w+)\b[^=]*=/.exec(code)?.[1]
  return name === undefined
    ? `${indent}check(${index + 1}, ${code}, ${literal})`
    : `${indent}${code}; check(${index + 1}, ${name}, ${literal})`
}

/** The packages that a program imports, without paths inside them and without the runtime's own modules. */
export const importsOf = (program: string): readonly string[] => {
  const specifiers = Array.from(program.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g), ([, name]) => name ?? '')
  const names = specifiers
    .filter((specifier) => !/^(\.|node:|#)/.test(specifier))
    .map((specifier) => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/'))
  return [...new Set(names)]
}

/** `check.ts`, which travels with each example, since no assertion library runs in all of the runtimes. */
export const checkSource = `const kind = (value: unknown): string =>
  value === null ? 'null' : Object.prototype.toString.call(value).slice(8, -1)

const same = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || kind(a) !== kind(b)) return false
  const left = new Map(Object.entries(a).filter(([, value]) => value !== undefined))
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined))
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && same(value, right.get(key)))
}

const shown = (value: unknown): string =>
  Object.is(value, -0) ? '-0' : (JSON.stringify(value) ?? String(value))

export const check = (line: number, found: unknown, expected: unknown): void => {
  if (!same(found, expected)) {
    throw new Error('line ' + line + ' of the example: expected ' + shown(expected) + ', got ' + shown(found))
  }
}
`
