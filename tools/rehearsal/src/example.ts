import { examplesOf, toTest } from 'doctest/examples.ts'

/** The first example of a README, with what its page promises of it, as a program that checks itself. */
export const programOf = (readme: string): string | undefined => {
  const example = examplesOf(readme).find(({ runs }) => runs)
  return example === undefined
    ? undefined
    : toTest('README', example)
        .replace("from 'vitest'", "from './check.ts'")
        .replace(/^test\(/m, 'await test(')
}

/** The packages that a program imports, without paths inside them and without the runtime's own modules. */
export const importsOf = (program: string): readonly string[] => {
  const specifiers = Array.from(
    program.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g),
    ([, name]) => name ?? '',
  )
  const names = specifiers
    .filter((specifier) => !/^(\.|node:|#)/.test(specifier))
    .map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    )
  return [...new Set(names)]
}

/** `check.ts`, which travels with each example: as much of Vitest as examples use, since Vitest is not everywhere. */
export const checkSource = `const kind = (value: unknown): string =>
  value === null ? 'null' : Object.prototype.toString.call(value).slice(8, -1)

const same = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || kind(a) !== kind(b)) return false
  const left = new Map(Object.entries(a).filter(([, value]) => value !== undefined))
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined))
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && same(value, right.get(key)))
}

const shown = (value: unknown): string => (Object.is(value, -0) ? '-0' : (JSON.stringify(value) ?? String(value)))

const mustThrow = async (body: () => unknown, text: string): Promise<void> => {
  const message = await Promise.resolve().then(body).then(() => undefined, (error: unknown) => String(error))
  if (message?.includes(text) !== true) throw new Error('expected an error with ' + shown(text) + ', got ' + shown(message))
}

export const expect = (found: unknown) => ({
  toEqual: (expected: unknown): void => {
    if (!same(found, expected)) throw new Error('expected ' + shown(expected) + ', got ' + shown(found))
  },
  rejects: { toThrow: (text: string): Promise<void> => mustThrow(found as () => unknown, text) },
})

export const test = async (name: string, body: () => Promise<void>): Promise<void> => {
  await body()
}
`
