import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { TensorMetric } from '../Metric.ts'
import { type ConfusionCounts, overConfusion } from './confusionMatrix.ts'
import type { Double, Doubles } from './counting.ts'

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
export type Averaged<A extends Average> = A extends 'perClass' ? Doubles : Double

/** A metric of how decisions turned out. */
export type ClassScore<A extends Average> = TensorMetric<ConfusionCounts, Averaged<A>>

/** How the decisions for and against each class turned out, or those for and against any. */
export interface Outcomes {
  readonly hits: AnyTensor
  readonly falseAlarms: AnyTensor
  readonly misses: AnyTensor
}

type Score = (outcomes: Outcomes) => AnyTensor

const outcomesOf = (counts: AnyTensor): Outcomes => {
  const hits = T.diag(counts as ConfusionCounts)
  return {
    hits,
    falseAlarms: T.sub(T.sum(counts, { axis: 0 }), hits),
    misses: T.sub(T.sum(counts, { axis: 1 }), hits),
  }
}

const together = ({ hits, falseAlarms, misses }: Outcomes): Outcomes => ({
  hits: T.sum(hits),
  falseAlarms: T.sum(falseAlarms),
  misses: T.sum(misses),
})

const averages: Readonly<Record<Average, (all: Outcomes, score: Score) => AnyTensor>> = {
  macro: (all, score) => T.mean(score(all)),
  micro: (all, score) => score(together(all)),
  weighted: (all, score) => {
    const occurrences = T.add(all.hits, all.misses)
    return T.div(T.sum(T.mul(occurrences, score(all))), T.sum(occurrences))
  },
  perClass: (all, score) => score(all),
}

/** A metric of how decisions turned out, over the counts of the confusion matrix. */
export const classScore = <A extends Average>(
  name: string,
  classes: number,
  average: A,
  score: Score,
): ClassScore<A> => {
  if (!Object.hasOwn(averages, average))
    throw new ValueError(
      name,
      `average must be one of ${Object.keys(averages).join(', ')}, got ${String(average)}.`,
    )
  const compute = (counts: ConfusionCounts): AnyTensor =>
    T.where(T.equal(T.sum(counts), 0), Number.NaN, averages[average](outcomesOf(counts), score))
  // `A` decides at run time as `Averaged` does in the type.
  return overConfusion(name, classes, compute as (counts: ConfusionCounts) => Averaged<A>)
}

/** A share; of nothing it is 0, as scikit-learn has it. */
export const share = (part: AnyTensor, whole: AnyTensor): AnyTensor => {
  const nothing = T.equal(whole, 0)
  return T.where(nothing, 0, T.div(part, T.where(nothing, 1, whole)))
}
