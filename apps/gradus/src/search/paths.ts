import * as E from '#fp/Either'

import { parsePath, setAt } from '../config/override.ts'
import { entriesOf, isObject } from '../config/schema/Codec.ts'
import { suggestion } from '../config/schema/nearest.ts'
import type { Path, Problem } from '../config/schema/Problem.ts'
import { problem, showPath } from '../config/schema/Problem.ts'

const childrenOf = (value: unknown): readonly (readonly [string | number, unknown])[] => {
  if (Array.isArray(value)) return value.map((item: unknown, index) => [index, item] as const)
  return isObject(value) ? [...entriesOf(value)] : []
}

/** Every path of a document that leads to a value which is not an object or a list. */
const leafPaths = (value: unknown, path: Path = []): readonly string[] => {
  const children = childrenOf(value)
  return children.length === 0
    ? [showPath(path)]
    : children.flatMap(([step, item]) => leafPaths(item, [...path, step]))
}

/** What no trial can change: all of them learn from the same data. */
const isFixed = (path: string): boolean => path === 'name' || path.startsWith('data')

/** Problems with keys that should be paths of a configuration; `section` is where they stand. */
export const pathProblems = (
  section: string,
  written: readonly string[],
  configuration: unknown,
): readonly Problem[] => {
  const known = leafPaths(configuration).filter((path) => !isFixed(path))
  return written
    .filter((path) => !known.includes(path))
    .map((path) =>
      problem(
        [section, path],
        `expected a path of the configuration, such as ${known.find((one) => one.startsWith('optimizer')) ?? 'seed'}.${suggestion(path, known)}`,
      ),
    )
}

/** The configuration with other values at the given paths, which have been checked. */
export const withValues = (configuration: unknown, values: Readonly<Record<string, unknown>>): unknown =>
  Object.entries(values).reduce((document, [written, value]) => {
    const changed = setAt(parsePath(written) ?? [], value)(document)
    return E.isRight(changed) ? changed.right : document
  }, configuration)
