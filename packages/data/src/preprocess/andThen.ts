/**
 * Preprocessors one after the other.
 *
 * @module
 */
import * as t from 'io-ts'
import type { AnyTensor } from '@gradus/tensor'
import type { Dataset } from '../Dataset.ts'
import type { Matrix, Preprocessor, Statistics, Transform } from './Preprocessor.ts'

/** The statistics of two preprocessors, the second fitted to what the first makes of the training part. */
export interface PairStatistics<A extends Statistics, B extends Statistics> extends Statistics {
  readonly kind: 'pair'
  readonly first: A
  readonly second: B
}

const compose =
  (first: Transform, second: Transform) =>
  // Both overloads of each transform apply to both kinds of data, which the compiler checks one at a time.
  (data: Matrix): Matrix =>
    second(first(data))

/**
 * First one preprocessor, then another, fitted to what the first makes of the training part.
 *
 * @example
 * ```ts
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as T from '@gradus/tensor'
 * import { andThen, fromArrays, imputeMean, minMax, relabel } from '@gradus/data'
 *
 * const prepare = pipe(imputeMean, andThen(minMax))
 * const train = relabel('train')(fromArrays([[1], [NaN], [3]], [0, 1, 0]))
 * T.toNested(prepare.apply(prepare.fit(train))(train).x) // => [[0], [0.5], [1]]
 * ```
 */
export const andThen =
  <B extends Statistics>(second: Preprocessor<B>) =>
  <A extends Statistics>(first: Preprocessor<A>): Preprocessor<PairStatistics<A, B>> => ({
    fit: (train: Dataset<Matrix, AnyTensor, 'train'>) => {
      const a = first.fit(train)
      return { kind: 'pair', part: 'train', first: a, second: second.fit(first.apply(a)(train)) }
    },
    apply: (statistics) =>
      compose(first.apply(statistics.first), second.apply(statistics.second)) as Transform,
    codec: t.readonly(
      t.type({
        kind: t.literal('pair'),
        part: t.literal('train'),
        first: first.codec,
        second: second.codec,
      }),
    ),
  })
