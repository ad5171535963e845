import { ValueError } from '@gradus/tensor'
import type { Metric } from '../Metric.ts'
import { type ConfusionCounts, confusionFor } from './confusionMatrix.ts'

/**
 * How the scores of the classes become one: `macro`, their mean; `weighted`, their mean by how often each class occurs; `micro`,
 * the score of all decisions together; `perClass`, all of them.
 */
export type Average = 'macro' | 'micro' | 'weighted' | 'perClass'

/** The settings of `precision` and `recall`. */
export interface ClassScoreOptions<A extends Average = Average> {
  /** `macro` unless given. */
  readonly average?: A
}

/** One number, or one for each class. */
export type Averaged<A extends Average> = A extends 'perClass' ? readonly number[] : number

/** How the decisions for and against a class turned out. */
export interface Outcomes {
  readonly hits: number
  readonly falseAlarms: number
  readonly misses: number
}

type Score = (outcomes: Outcomes) => number

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

const outcomesOf = (counts: ConfusionCounts): readonly Outcomes[] =>
  counts.map((row, c) => {
    const hits = row[c] ?? 0
    return {
      hits,
      falseAlarms: sum(counts.map((other) => other[c] ?? 0)) - hits,
      misses: sum(row) - hits,
    }
  })

const together = (outcomes: readonly Outcomes[]): Outcomes => ({
  hits: sum(outcomes.map(({ hits }) => hits)),
  falseAlarms: sum(outcomes.map(({ falseAlarms }) => falseAlarms)),
  misses: sum(outcomes.map(({ misses }) => misses)),
})

type All = readonly Outcomes[]

const averages: Readonly<Record<Average, (all: All, score: Score) => number | readonly number[]>> = {
  macro: (all, score) => sum(all.map(score)) / all.length,
  micro: (all, score) => score(together(all)),
  weighted: (all, score) => {
    const { hits, misses } = together(all)
    return sum(all.map((o) => (o.hits + o.misses) * score(o))) / (hits + misses)
  },
  perClass: (all, score) => all.map(score),
}

const unknown = (average: Average, classes: number): number | readonly number[] =>
  average === 'perClass' ? Array.from({ length: classes }, () => Number.NaN) : Number.NaN

/** A metric of how decisions turned out, over the counts of the confusion matrix. */
export const classScore = <A extends Average>(
  name: string,
  classes: number,
  average: A,
  score: Score,
): Metric<ConfusionCounts, Averaged<A>> => {
  if (!Object.hasOwn(averages, average))
    throw new ValueError(
      name,
      `average must be one of ${Object.keys(averages).join(', ')}, got ${String(average)}.`,
    )
  const matrix = confusionFor(name, classes)
  const compute = (counts: ConfusionCounts): number | readonly number[] =>
    sum(counts.map(sum)) === 0 ? unknown(average, classes) : averages[average](outcomesOf(counts), score)
  // `A` decides at run time as `Averaged` does in the type.
  return { ...matrix, name, compute: compute as (counts: ConfusionCounts) => Averaged<A> }
}

/** A share; of nothing it is 0, as scikit-learn has it. */
export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
