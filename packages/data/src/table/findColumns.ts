/**
 * Looking columns up by name.
 *
 * @module
 */
import { distance } from 'fastest-levenshtein'
import * as E from '#fp/Either'
import type { MissingColumn, TableError } from '../DataError.ts'

const nearEnough = (name: string): number => Math.max(1, Math.floor(name.length / 3))

/** The name that is nearest to `name`, where one is near enough to be meant. */
const nearestName = (name: string, names: readonly string[]): string | undefined => {
  const lower = name.toLowerCase()
  const ranked = names
    .map((candidate) => ({ candidate, away: distance(lower, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.away - b.away)
  const [best] = ranked
  return best !== undefined && best.away <= nearEnough(name) ? best.candidate : undefined
}

/** An error that names every column that is not among `columns`; nothing when all are there. */
export const missingColumns = (
  columns: readonly string[],
  targets: readonly string[],
  features: readonly string[],
): E.Either<TableError, void> => {
  const known = new Set(columns)
  const absent = (names: readonly string[], role: MissingColumn['role']): readonly MissingColumn[] =>
    names
      .filter((name) => !known.has(name))
      .map((name) => ({ name, role, nearest: nearestName(name, columns) }))
  const missing = [...absent(targets, 'target'), ...absent(features, 'feature')]
  return missing.length === 0 ? E.right(undefined) : E.left({ _tag: 'MissingColumns', missing, columns })
}
