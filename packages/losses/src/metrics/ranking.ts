/** What the measures of ranking count: the scores of both kinds of examples, in order. */
import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { showPosition } from '../indexing.ts'
import { pair } from './values.ts'

/** The scores of the examples that are, and of those that are not, each rising. */
export interface RankedScores {
  readonly positives: readonly number[]
  readonly negatives: readonly number[]
}

export const noScores: RankedScores = { positives: [], negatives: [] }

const requireBits = (operation: string, targets: readonly number[], { shape }: AnyTensor): void => {
  const offset = targets.findIndex((t) => t !== 0 && t !== 1)
  if (offset === -1) return
  throw new ValueError(
    operation,
    `target ${targets[offset]} at ${showPosition(offset, shape)}, targets are 0 or 1.`,
  )
}

const requireFinite = (operation: string, scores: readonly number[], { shape }: AnyTensor): void => {
  const offset = scores.findIndex((score) => !Number.isFinite(score))
  if (offset === -1) return
  throw new ValueError(
    operation,
    `score ${scores[offset]} at ${showPosition(offset, shape)}, scores must be finite to be ranked.`,
  )
}

// One zero only: -0 would come back from JSON as 0.
const rising = (scores: readonly number[]): readonly number[] => [
  ...Float64Array.from(scores, (score) => score + 0).sort(),
]

/** Reads scores and targets of one shape, any of it. */
export const rank = (operation: string, output: AnyTensor, target: AnyTensor): RankedScores => {
  const { outputs, targets } = pair(operation, T.cast(output, 'float64'), target)
  requireBits(operation, targets, target)
  requireFinite(operation, outputs, output)
  return {
    positives: rising(outputs.filter((_, i) => targets[i] === 1)),
    negatives: rising(outputs.filter((_, i) => targets[i] === 0)),
  }
}

/** Two rising lists as one. */
const zipRising = (a: readonly number[], b: readonly number[]): readonly number[] => {
  const place = { a: 0, b: 0 }
  return Array.from({ length: a.length + b.length }, () => {
    const [x, y] = [a[place.a], b[place.b]]
    const first = y === undefined || (x !== undefined && x <= y)
    place[first ? 'a' : 'b'] += 1
    return (first ? x : y) ?? Number.NaN
  })
}

export const mergeRanked = (a: RankedScores, b: RankedScores): RankedScores => ({
  positives: zipRising(a.positives, b.positives),
  negatives: zipRising(a.negatives, b.negatives),
})

/** How many of a rising list are below a score, and how many at most it. */
export const countBelow = (list: readonly number[], score: number, orEqual: boolean): number => {
  const range = { from: 0, to: list.length }
  while (range.from < range.to) {
    const middle = (range.from + range.to) >> 1
    const value = list[middle] ?? Number.NaN
    if (value < score || (orEqual && value === score)) range.from = middle + 1
    else range.to = middle
  }
  return range.from
}
