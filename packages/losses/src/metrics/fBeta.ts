import * as T from '@gradus/tensor'
import { requirePositive } from '../Objective.ts'
import { type Average, type ClassScore, classScore, type ClassScoreOptions, share } from './classScores.ts'

/** The settings of `fBeta`. */
export interface FBetaOptions<A extends Average = Average> extends ClassScoreOptions<A> {
  /** How many times as much recall counts as precision; 1 unless given. */
  readonly beta?: number
}

/**
 * Precision and recall in one number, their weighted harmonic mean: F1, unless `beta` says otherwise.
 *
 * `(1 + β²) · hits / ((1 + β²) · hits + β² · misses + false alarms)`. Scores are `[B, classes]`, of which the largest decides, labels int32 `[B]` or distributions `[B, classes]`. A class
 * that neither occurs nor was predicted has the value 0, as in scikit-learn; all classes are averaged over, those too that never occur.
 *
 * Throws `ValueError` unless `classes` is a whole number of 1 or more, for an average that does not exist or a `beta`
 * that is not positive, or for a label
 * that is not one of the classes (inside a trace it makes the counts `NaN`); `ShapeError` for scores over another number of classes, or labels that do not fit.
 *
 * Source: numbers equal to scikit-learn's `fbeta_score` with all classes as `labels`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const scores = T.tensor([[2, 1], [0, 3], [5, 4], [0, 1]])
 * const labels = T.tensor([0, 1, 1, 1], { dtype: 'int32' })
 *
 * Loss.measure(Loss.fBeta(2))(scores, labels).toFixed(4) // => '0.7333'
 * Loss.measure(Loss.fBeta(2, { beta: 2, average: 'micro' }))(scores, labels) // => 0.75
 * ```
 */
export const fBeta = <A extends Average = 'macro'>(
  classes: number,
  { average = 'macro' as A, beta = 1 }: FBetaOptions<A> = {},
): ClassScore<A> => {
  requirePositive('fBeta', 'beta', beta)
  const square = beta * beta
  return classScore('fBeta', classes, average, ({ hits, falseAlarms, misses }) => {
    const found = T.mul(hits, 1 + square)
    return share(found, T.add(T.add(found, T.mul(misses, square)), falseAlarms))
  })
}
