import * as T from '@gradus/tensor'
import { type Average, type ClassScore, classScore, type ClassScoreOptions, share } from './classScores.ts'

/**
 * Of the examples that were taken for a class, the share that is of it.
 *
 * `hits / (hits + false alarms)`. Scores are `[B, classes]`, of which the largest decides, labels int32 `[B]` or distributions `[B, classes]`. A class
 * that never was predicted has the value 0, as in scikit-learn; all classes are averaged over, those too that never occur.
 *
 * Throws `ValueError` unless `classes` is a whole number of 1 or more, for an average that does not exist, or for a label
 * that is not one of the classes (inside a trace it makes the counts `NaN`); `ShapeError` for scores over another number of classes, or labels that do not fit.
 *
 * Source: numbers equal to scikit-learn's `precision_score` with all classes as `labels`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const scores = T.tensor([[2, 1], [0, 3], [5, 4], [0, 1]])
 * const labels = T.tensor([0, 1, 1, 1], { dtype: 'int32' })
 *
 * Loss.measure(Loss.precision(2, { average: 'perClass' }))(scores, labels) // => [0.5, 1]
 * Loss.measure(Loss.precision(2))(scores, labels) // => 0.75
 * ```
 */
export const precision = <A extends Average = 'macro'>(
  classes: number,
  { average = 'macro' as A }: ClassScoreOptions<A> = {},
): ClassScore<A> =>
  classScore('precision', classes, average, ({ hits, falseAlarms }) => share(hits, T.add(hits, falseAlarms)))
