import * as T from '@gradus/tensor'
import { type Average, type ClassScore, classScore, type ClassScoreOptions, share } from './classScores.ts'

/**
 * Of the examples of a class, the share that was taken for it.
 *
 * `hits / (hits + misses)`. Scores are `[B, classes]`, of which the largest decides, labels int32 `[B]` or distributions `[B, classes]`. A class
 * that never occurs has the value 0, as in scikit-learn; all classes are averaged over, those too that never occur.
 *
 * Throws `ValueError` unless `classes` is a whole number of 1 or more, for an average that does not exist, or for a label
 * that is not one of the classes (inside a trace it makes the counts `NaN`); `ShapeError` for scores over another number of classes, or labels that do not fit.
 *
 * Source: numbers equal to scikit-learn's `recall_score` with all classes as `labels`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const scores = T.tensor([[2, 1], [0, 3], [5, 4], [0, 1]])
 * const labels = T.tensor([0, 1, 1, 1], { dtype: 'int32' })
 *
 * Loss.measure(Loss.recall(2, { average: 'micro' }))(scores, labels) // => 0.75
 * Loss.measure(Loss.recall(2))(scores, labels).toFixed(4) // => '0.8333'
 * ```
 */
export const recall = <A extends Average = 'macro'>(
  classes: number,
  { average = 'macro' as A }: ClassScoreOptions<A> = {},
): ClassScore<A> =>
  classScore('recall', classes, average, ({ hits, misses }) => share(hits, T.add(hits, misses)))
